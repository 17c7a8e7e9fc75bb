//! The kinds of concurrency points in Chinese, for maps that are written in it.
//!
//! The kind of a point goes in, as the catalogue names it; its Chinese name comes out. A kind of the
//! project's own has none.

/// `kind` in Chinese.
pub fn in_chinese(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "actor threads" => "actor 线程",
        "arbiter thread" => "arbiter 线程",
        "background threads" => "后台线程",
        "blocking task" => "阻塞任务",
        "blocking threads" => "阻塞线程",
        "blocking threads per worker" => "每个工作线程的阻塞线程",
        "blocking work" => "阻塞工作",
        "bounded queue" => "有界队列",
        "completion queue threads" => "完成队列线程",
        "concurrent connections" => "并发连接",
        "concurrent futures" => "并发 future",
        "concurrent operations" => "并发操作",
        "concurrent requests" => "并发请求",
        "concurrent requests per connection" => "每个连接的并发请求",
        "concurrent streams" => "并发流",
        "connections" => "连接",
        "connections being opened" => "正在建立的连接",
        "connections per worker" => "每个工作线程的连接",
        "coroutine" => "协程",
        "coroutine workers" => "协程工作线程",
        "executor" => "执行器",
        "executor threads" => "执行器线程",
        "file opening threads" => "打开文件的线程",
        "idle connections" => "空闲连接",
        "idle connections per host" => "每个主机的空闲连接",
        "incoming connections" => "传入连接",
        "indexing threads" => "索引线程",
        "mailbox" => "邮箱",
        "mailbox capacity" => "邮箱容量",
        "number of tasks started" => "启动的任务数",
        "pending requests per completion queue" => "每个完成队列的待处理请求",
        "permits" => "许可",
        "pinned worker threads" => "绑定的工作线程",
        "pipeline buffer" => "流水线缓冲",
        "pool job" => "线程池任务",
        "pool of executors" => "执行器池",
        "pool threads" => "线程池线程",
        "pooled clients" => "池中客户端",
        "pooled objects" => "池中对象",
        "prefetched messages" => "预取消息",
        "queue" => "队列",
        "queue capacity" => "队列容量",
        "request buffer" => "请求缓冲",
        "request rate" => "请求速率",
        "requests in flight" => "在途请求",
        "runtime" => "运行时",
        "runtime threads" => "运行时线程",
        "runtime worker threads" => "运行时工作线程",
        "scope of pool jobs" => "线程池任务域",
        "scope of threads" => "线程域",
        "search threads" => "搜索线程",
        "server threads" => "服务器线程",
        "server workers" => "服务器工作线程",
        "task" => "任务",
        "thread" => "线程",
        "thread pool" => "线程池",
        "unbounded queue" => "无界队列",
        "walker threads" => "遍历线程",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::apis::{Api, Role, shipped};

    #[test]
    fn every_kind_of_the_catalogue_has_a_chinese_name() {
        let files = shipped().unwrap();
        let makes_points = |api: &&Api| {
            [Role::Start, Role::Size, Role::Queue, Role::Runtime].into_iter().any(|r| api.is(r))
        };
        let apis = files.iter().flat_map(|file| &file.api);
        let nouns = apis.filter(makes_points).map(Api::noun);
        let own = ["bounded queue", "unbounded queue", "runtime"];
        let missing: Vec<&str> =
            nouns.chain(own).filter(|kind| in_chinese(kind).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
