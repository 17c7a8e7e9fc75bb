//! SARIF, held against its schema.

use serde_json::Value;

/// What the schema does not allow, one per line; empty when the log is valid.
pub fn errors(log: &Value) -> String {
    let schema = include_str!("../schemas/sarif-2.1.0.json");
    let mut schema: Value = serde_json::from_str(schema).unwrap();
    // The pattern of languages has a bracket too many, and is no regular expression of JSON Schema.
    for owner in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{owner}/properties/language"));
        assert!(language.unwrap().as_object_mut().unwrap().remove("pattern").is_some());
    }
    let mut compiler = boon::Compiler::new();
    compiler.enable_format_assertions();
    compiler.add_resource("sarif.json", schema).unwrap();
    let mut schemas = boon::Schemas::new();
    let schema = compiler.compile("sarif.json", &mut schemas).unwrap();
    let found = schemas.validate(log, schema);
    found.map_or_else(|error| error.to_string(), |()| String::new())
}

pub fn assert_valid(log: &Value) {
    assert_eq!(errors(log), "");
}
