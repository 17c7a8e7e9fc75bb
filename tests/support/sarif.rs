//! SARIF, held against its schema.

use serde_json::Value;

/// What the schema does not allow.
pub fn errors(log: &Value) -> Vec<String> {
    let schema = include_str!("../schemas/sarif-2.1.0.json");
    let mut schema: Value = serde_json::from_str(schema).unwrap();
    // The pattern of languages has a bracket too many, and is no regular expression of JSON Schema.
    for owner in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{owner}/properties/language"));
        assert!(language.unwrap().as_object_mut().unwrap().remove("pattern").is_some());
    }
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    validator.iter_errors(log).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

pub fn assert_valid(log: &Value) {
    let errors = errors(log);
    assert!(errors.is_empty(), "{errors:#?}");
}
