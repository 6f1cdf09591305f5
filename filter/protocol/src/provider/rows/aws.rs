//! Amazon Bedrock.

use crate::envelope::Envelope;
use crate::provider::{Auth, Chat, Kind};

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
