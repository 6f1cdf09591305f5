//! A configuration that changes under load.

use sluice_harness::client::Connection;

use super::world::{Format, World, fault, is_terminated, say, yaml};

#[test]
fn a_new_model_is_served_without_a_restart() {
    let world = World::start();
    let request = say(Format::OpenAiChat, "brand-new", "hello", false);
    assert_eq!(world.send(&request).status, 404);
    let changed = yaml(&world.openai, &world.claude, "2s").replace(
        "  gpt: ",
        "  brand-new: {targets: [{provider: openai, model: gpt-4o}]}\n  gpt: ",
    );
    world.gateway.reload(&changed).unwrap();
    world.gateway.wait_until("the new model is there", || {
        world.send(&request).status == 200
    });
    assert_eq!(
        world
            .send(&say(Format::AnthropicMessages, "smart", "hello", false))
            .status,
        200
    );
}

#[test]
fn a_bad_configuration_is_refused_and_the_old_one_goes_on() {
    let world = World::start();
    let bad =
        yaml(&world.openai, &world.claude, "2s").replace("provider: openai", "provider: nonsense");
    let complaint = world.gateway.reload(&bad).unwrap_err();
    assert!(complaint.contains("nonsense"), "{complaint}");
    assert_eq!(
        world
            .send(&say(Format::OpenAiChat, "smart", "hello", false))
            .status,
        200
    );
}

#[test]
fn a_stream_that_runs_is_finished_with_the_old_configuration() {
    let world = World::start();
    world.claude.set_faults([fault("delay,events=30ms")]);
    let request = say(Format::OpenAiChat, "sonnet", "write 100 words", true);
    let mut connection = Connection::open(world.gateway.address()).unwrap();
    connection
        .write(&request.bytes(world.gateway.address()))
        .unwrap();
    connection.read_until("word1").unwrap();
    let changed = yaml(&world.openai, &world.claude, "2s").replace("  sonnet:", "  verse:");
    world.gateway.reload(&changed).unwrap();
    let old = say(Format::OpenAiChat, "sonnet", "hello", false);
    world
        .gateway
        .wait_until("the old model is gone", || world.send(&old).status == 404);
    let answer = connection.answer().unwrap();
    assert!(
        is_terminated(Format::OpenAiChat, &answer),
        "{}",
        answer.text()
    );
    assert!(answer.text().contains("word100"));
}
