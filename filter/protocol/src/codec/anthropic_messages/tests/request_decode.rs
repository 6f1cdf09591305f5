//! Request bodies to the hub.

use super::*;
use crate::chat::{Effort, MediaSource, OutputFormat, Part, Role, Tool, ToolChoice};
use crate::json::Text;

#[track_caller]
fn with<T>(body: &str, test: impl FnOnce(Request<'_>) -> T) -> T {
    let body = Body::new(body);
    test(decode_request(body.value()).unwrap())
}

/// A request with one user message of this content.
fn saying(content: &str) -> String {
    format!(r#"{{"model":"m","max_tokens":9,"messages":[{{"role":"user","content":{content}}}]}}"#)
}

/// A request with these members beside the required ones.
fn plus(members: &str) -> String {
    format!(
        r#"{{"model":"m","max_tokens":9,"messages":[{{"role":"user","content":"hi"}}],{members}}}"#
    )
}

#[track_caller]
fn refused(body: &str) -> DecodeError {
    decode_request(Body::new(body).value()).unwrap_err()
}

#[test]
fn an_outline_is_the_model_and_whether_to_stream() {
    let body = Body::new(r#"{"stream":true,"messages":7,"model":"m"}"#);
    let outline = outline(body.value()).unwrap();
    assert_eq!(outline.model, "m");
    assert!(outline.stream && outline.include_usage);
}

#[test]
fn an_outline_tells_what_is_missing_wrong_or_double() {
    for (body, error) in [
        ("{}", "model: missing required field"),
        (r#"{"model":1}"#, "model: expected a string"),
        (r#"{"model":"m","stream":1}"#, "stream: expected a boolean"),
        (
            r#"{"model":"m","model":"n"}"#,
            "model: given more than once",
        ),
        ("[]", "body: expected an object"),
    ] {
        let error_found = outline(Body::new(body).value()).unwrap_err();
        assert_eq!(error_found.to_string(), error);
    }
}

#[test]
fn what_the_api_refuses_is_refused_with_its_path() {
    for (body, error) in [
        (
            r#"{"max_tokens":1,"messages":[]}"#.to_owned(),
            "model: missing required field",
        ),
        (
            r#"{"model":"m","messages":[]}"#.to_owned(),
            "max_tokens: missing required field",
        ),
        (
            r#"{"model":"m","max_tokens":1}"#.to_owned(),
            "messages: missing required field",
        ),
        (
            r#"{"model":"m","max_tokens":1,"messages":[]}"#.to_owned(),
            "messages: at least one message is required",
        ),
        (
            plus(r#""max_tokens":2"#),
            "max_tokens: given more than once",
        ),
        (
            plus(r#""temperature":"hot""#),
            "temperature: expected a number",
        ),
        (
            plus(r#""stop_sequences":"x""#),
            "stop_sequences: expected an array",
        ),
        (
            plus(r#""tool_choice":{"type":"maybe"}"#),
            "tool_choice.type: must be auto, any, tool or none",
        ),
        (
            plus(r#""tool_choice":{"type":"tool"}"#),
            "tool_choice.name: missing required field",
        ),
        (
            plus(r#""tools":[{"name":"f"}]"#),
            "tools[0].input_schema: missing required field",
        ),
        (
            plus(r#""thinking":{"type":"enabled"}"#),
            "thinking.budget_tokens: missing required field",
        ),
        (
            plus(r#""output_config":{"effort":"huge"}"#),
            "output_config.effort: must be low, medium, high, xhigh or max",
        ),
        (
            plus(r#""output_config":{"format":{"type":"yaml"}}"#),
            "output_config.format.type: must be json_schema",
        ),
        (
            plus(
                r#""output_format":{"type":"json_schema","schema":{}},"output_config":{"format":{"type":"json_schema","schema":{}}}"#,
            ),
            "output_format: given together with output_config.format",
        ),
        (
            saying("5"),
            "messages[0].content: expected a string or an array of blocks",
        ),
        (
            saying("null"),
            "messages[0].content: expected a string or an array of blocks",
        ),
        (
            saying(r#"[{"text":"x"}]"#),
            "messages[0].content[0].type: missing required field",
        ),
        (
            saying(r#"[{"type":"text"}]"#),
            "messages[0].content[0].text: missing required field",
        ),
        (
            saying(
                r#"[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAAA"}}]"#,
            ),
            "messages[0].content[0].source.data: is not base64",
        ),
        (
            saying(r#"[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text"}]}]"#),
            "messages[0].content[0].content[0].text: missing required field",
        ),
        (
            r#"{"model":"m","max_tokens":1,"messages":[{"role":"tool","content":"x"}]}"#.to_owned(),
            "messages[0].role: must be user, assistant or system",
        ),
    ] {
        assert_eq!(refused(&body).to_string(), error, "{body}");
    }
}

#[test]
fn a_system_prompt_is_a_message_in_front() {
    with(&plus(r#""system":"be kind""#), |request| {
        assert_eq!(request.messages[0].role, Role::System);
        assert_eq!(request.messages[0].index, None);
        assert_eq!(request.messages[1].index, Some(0));
    });
    let blocks = r#""system":[{"type":"text","text":"a"},{"type":"text","text":"b","cache_control":{"type":"ephemeral","ttl":"1h"}}]"#;
    with(&plus(blocks), |request| {
        let Part::Text {
            cache: Some(cache), ..
        } = &request.messages[0].parts[1]
        else {
            panic!("{request:?}");
        };
        assert_eq!(cache.ttl, Some(Text::from("1h")));
    });
}

#[test]
fn a_system_message_inside_the_conversation_stays_where_it_is() {
    let body = r#"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"a"},{"role":"system","content":"b"}]}"#;
    with(body, |request| {
        assert_eq!(request.messages[1].role, Role::System)
    });
}

#[test]
fn every_kind_of_block_is_read() {
    let content = r#"[
        {"type":"text","text":"t","citations":[{"type":"char_location"}],"cache_control":{"type":"ephemeral"}},
        {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},
        {"type":"image","source":{"type":"url","url":"https://x"}},
        {"type":"image","source":{"type":"file","file_id":"file_1"}},
        {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"},"title":"T"},
        {"type":"document","source":{"type":"text","media_type":"text/plain","data":"plain"}},
        {"type":"document","source":{"type":"url","url":"https://y"}},
        {"type":"document","source":{"type":"file","file_id":"file_2"}},
        {"type":"document","source":{"type":"content","content":"z"}},
        {"type":"thinking","thinking":"hm","signature":"sig"},
        {"type":"thinking","thinking":"hm","signature":""},
        {"type":"redacted_thinking","data":"opaque"},
        {"type":"tool_use","id":"c","name":"f","input":{"a" : 1.0}},
        {"type":"tool_use","id":"d","name":"f"},
        {"type":"tool_result","tool_use_id":"c","content":"ok","is_error":false},
        {"type":"tool_result","tool_use_id":"d","content":[{"type":"text","text":"no"}],"is_error":true},
        {"type":"tool_result","tool_use_id":"e"},
        {"type":"server_tool_use","id":"s","name":"web_search","input":{}},
        {"type":"something_new"}
    ]"#;
    with(&saying(content), |request| {
        let parts = &request.messages[0].parts;
        assert!(matches!(
            &parts[0],
            Part::Text {
                citations: Some(_),
                cache: Some(_),
                ..
            }
        ));
        assert!(matches!(
            &parts[1],
            Part::Image {
                source: MediaSource::Base64 { .. },
                ..
            }
        ));
        assert!(matches!(
            &parts[2],
            Part::Image {
                source: MediaSource::Url(_),
                ..
            }
        ));
        assert!(matches!(
            &parts[3],
            Part::Image {
                source: MediaSource::FileId(_),
                ..
            }
        ));
        assert!(matches!(&parts[4], Part::Document { name: Some(name), .. } if *name == "T"));
        assert!(
            matches!(&parts[5], Part::Document { source: MediaSource::Text(text), .. } if *text == "plain")
        );
        assert!(matches!(
            &parts[6],
            Part::Document {
                source: MediaSource::Url(_),
                ..
            }
        ));
        assert!(matches!(
            &parts[7],
            Part::Document {
                source: MediaSource::FileId(_),
                ..
            }
        ));
        assert!(matches!(&parts[8], Part::Native { kind, .. } if *kind == "document"));
        assert!(matches!(
            &parts[9],
            Part::Reasoning {
                signature: Some(_),
                ..
            }
        ));
        assert!(matches!(
            &parts[10],
            Part::Reasoning {
                signature: None,
                ..
            }
        ));
        assert!(matches!(&parts[11], Part::RedactedReasoning { .. }));
        assert!(
            matches!(&parts[12], Part::ToolCall { arguments, .. } if *arguments == r#"{"a" : 1.0}"#)
        );
        assert!(matches!(&parts[13], Part::ToolCall { arguments, .. } if *arguments == "{}"));
        assert!(
            matches!(&parts[14], Part::ToolResult { is_error: Some(false), content, .. } if content.len() == 1)
        );
        assert!(matches!(
            &parts[15],
            Part::ToolResult {
                is_error: Some(true),
                ..
            }
        ));
        assert!(
            matches!(&parts[16], Part::ToolResult { is_error: None, content, .. } if content.is_empty())
        );
        assert!(matches!(&parts[17], Part::Native { kind, .. } if *kind == "server_tool_use"));
        assert!(matches!(&parts[18], Part::Native { kind, .. } if *kind == "something_new"));
    });
}

#[test]
fn a_billing_header_in_the_system_prompt_is_text_like_any_other() {
    let system = r#""system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2"},{"type":"text","text":"be kind"}]"#;
    with(&plus(system), |request| {
        assert_eq!(request.messages[0].parts.len(), 2)
    });
}

#[test]
fn tools_of_the_provider_are_kept_as_written() {
    let tools = r#""tools":[{"name":"f","input_schema":{"type":"object"},"strict":true,"input_examples":[{}]},
        {"type":"custom","name":"g","description":"d","input_schema":{}},
        {"type":"web_search_20250305","name":"web_search"}],
        "tool_choice":{"type":"any","disable_parallel_tool_use":true}"#;
    with(&plus(tools), |request| {
        assert!(matches!(
            &request.tools[0],
            Tool::Function {
                strict: Some(true),
                ..
            }
        ));
        assert!(matches!(
            &request.tools[1],
            Tool::Function {
                description: Some(_),
                strict: None,
                ..
            }
        ));
        assert!(
            matches!(&request.tools[2], Tool::Native { kind, .. } if *kind == "web_search_20250305")
        );
        assert_eq!(request.tool_choice, Some(ToolChoice::Required));
        assert_eq!(request.parallel_tool_calls, Some(false));
        assert_eq!(request.extra[0].name, "tools[0].input_examples");
    });
}

#[test]
fn thinking_and_effort_become_reasoning() {
    for (members, effort, budget, adaptive) in [
        (
            r#""thinking":{"type":"enabled","budget_tokens":2000}"#,
            None,
            Some(2000),
            false,
        ),
        (
            r#""thinking":{"type":"disabled"}"#,
            Some(Effort::None),
            None,
            false,
        ),
        (
            r#""thinking":{"type":"adaptive","display":"omitted"}"#,
            None,
            None,
            true,
        ),
        (
            r#""output_config":{"effort":"max"}"#,
            Some(Effort::Max),
            None,
            false,
        ),
        (
            r#""thinking":{"type":"adaptive"},"output_config":{"effort":"low"}"#,
            Some(Effort::Low),
            None,
            true,
        ),
    ] {
        with(&plus(members), |request| {
            let reasoning = request.reasoning.unwrap();
            assert_eq!(reasoning.effort, effort, "{members}");
            assert_eq!(reasoning.budget_tokens, budget, "{members}");
            assert_eq!(reasoning.adaptive, adaptive, "{members}");
        });
    }
}

#[test]
fn an_effort_beside_disabled_thinking_is_not_forgotten() {
    let members = r#""thinking":{"type":"disabled"},"output_config":{"effort":"low"}"#;
    with(&plus(members), |request| {
        assert_eq!(request.reasoning.unwrap().effort, Some(Effort::None));
        assert_eq!(request.extra[0].name, "output_config.effort");
    });
}

#[test]
fn both_spellings_of_a_schema_are_read() {
    for members in [
        r#""output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}"#,
        r#""output_format":{"type":"json_schema","schema":{"type":"object"}}"#,
    ] {
        with(&plus(members), |request| {
            assert!(matches!(
                request.output,
                Some(OutputFormat::JsonSchema { .. })
            ));
        });
    }
}

#[test]
fn parameters_keep_their_spelling_and_the_unknown_is_kept() {
    let members = r#""temperature":1.0,"top_p":5e-1,"top_k":40,"stop_sequences":["a","b"],
        "metadata":{"user_id":"u"},"service_tier":"auto","stream":true,"container":"c",
        "inference_geo":"eu","mcp_servers":null"#;
    with(&plus(members), |request| {
        assert_eq!(request.sampling.temperature.unwrap().raw(), b"1.0");
        assert_eq!(request.sampling.top_p.unwrap().raw(), b"5e-1");
        assert_eq!(request.stop.len(), 2);
        assert_eq!(request.user, Some(Text::from("u")));
        assert!(request.stream && request.metadata.is_none());
        let names: Vec<String> = request.extra.iter().map(|e| e.name.to_string()).collect();
        assert_eq!(names, ["container", "inference_geo"]);
    });
}

#[test]
fn members_of_blocks_without_a_place_are_kept_under_their_path() {
    let content =
        r#"[{"type":"document","source":{"type":"url","url":"u"},"citations":{"enabled":true}}]"#;
    with(&saying(content), |request| {
        assert_eq!(request.extra[0].name, "messages[0].content[0].citations");
    });
}
