//! Amazon Bedrock.

use crate::envelope::Envelope;
use crate::provider::{Auth, Chat, Kind};

/// Every model of Bedrock, by the one format that they share.
///
/// - <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html>
pub(super) const CONVERSE: Kind = Kind {
    name: "bedrock",
    title: "Amazon Bedrock",
    endpoint: "https://bedrock-runtime.{region}.amazonaws.com",
    base: "",
    auth: Auth::SigV4("bedrock"),
    chat: &[Chat::BEDROCK],
    ..Kind::USUAL
};

/// Claude on Bedrock, by the model's own format.
///
/// - The paths: <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html>
/// - The body: <https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html>
pub(super) const CLAUDE: Kind = Kind {
    name: "bedrock-claude",
    title: "Claude on Amazon Bedrock",
    endpoint: "https://bedrock-runtime.{region}.amazonaws.com",
    base: "",
    auth: Auth::SigV4("bedrock"),
    chat: &[Chat::enveloped(
        Envelope::ClaudeOnBedrock,
        "{base}/model/{model}/invoke",
        "{base}/model/{model}/invoke-with-response-stream",
    )],
    ..Kind::USUAL
};
