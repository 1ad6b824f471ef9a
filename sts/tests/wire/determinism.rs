use super::support::{DAEMON, Fixture};

fn session() -> Vec<String> {
    let mut world = Fixture::new();
    let mut bodies = Vec::new();
    for _ in 0..2 {
        let answer = world.token(&[
            ("grant_type", "client_credentials"),
            ("client_id", DAEMON),
            ("client_secret", "daemon-secret"),
            ("scope", "https://graph.microsoft.com/.default"),
        ]);
        bodies.push(format!("{:?} {}", answer.headers, answer.body));
    }
    bodies.push(world.desktop_tokens("openid profile offline_access User.Read").to_string());
    bodies
}

#[test]
fn same_seed_same_clock_same_requests_same_bytes() {
    let first = session();
    assert_eq!(first, session());
    assert_ne!(first[0], first[1], "a repeated request gets identifiers of its own");
}
