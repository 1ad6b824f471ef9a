//! Which exchanges a rule meets, how it counts them, and what it tells of those that came close.

use super::support::{Answer, Bed, DAEMON_FORM, DEVICE, TOKEN};

/// Whether a rule with this `when` fires for what `exchange` does.
async fn fires(when: &str, exchange: impl AsyncFn(&Bed)) -> bool {
    let bed = Bed::new(&format!("rules: [{{ when: {when}, then: {{ headers: {{ x-rule: '1' }} }} }}]")).await;
    exchange(&bed).await;
    bed.control().rules()[0].fired == 1
}

#[tokio::test]
async fn token_requests_are_told_apart() {
    for (when, expected) in [
        ("{ endpoint: token }", true),
        ("{ endpoint: authorize }", false),
        ("{ version: v2 }", true),
        ("{ version: v1 }", false),
        ("{ grant: password }", true),
        ("{ grant: refresh_token }", false),
        ("{ tenant: contoso }", true),
        ("{ tenant: contoso.onmicrosoft.com }", true),
        ("{ tenant: aaaabbbb-0000-cccc-1111-dddd2222eeee }", true),
        ("{ tenant: common }", false),
        ("{ client: device }", true),
        ("{ client: c0000000-0000-0000-0000-000000000002 }", true),
        ("{ client: daemon }", false),
        ("{ user: ada }", true),
        ("{ user: Ada@Contoso.example }", true),
        ("{ user: grace }", false),
        ("{ scope: 'api://orders/api.read' }", true),
        ("{ scope: API.Read }", true),
        ("{ scope: openid }", true),
        ("{ scope: Mail.Read }", false),
        ("{ resource: orders }", true),
        ("{ resource: 'api://22222222-2222-2222-2222-222222222222' }", true),
        ("{ resource: graph }", false),
        ("{ method: post }", true),
        ("{ method: GET }", false),
        ("{ path: '/*/oauth2/v2.0/token' }", true),
        ("{ path: /contoso.example/oauth2 }", false),
        ("{ header: { User-Agent: 'tester/*' } }", true),
        ("{ header: { user-agent: '*', x-missing: '*' } }", false),
        ("{ parameter: { username: 'ada@*' } }", true),
        ("{ parameter: { username: 'eve@*' } }", false),
        ("{ correlation_id: C0FFEE00-0000-0000-0000-000000000001 }", true),
        ("{ correlation_id: c0ffee00-0000-0000-0000-000000000002 }", false),
        ("{ status: 200 }", true),
        ("{ status: 400 }", false),
        (r#"{ expression: 'request.parameters.scope.endsWith("openid")' }"#, true),
        (r#"{ expression: 'request.client == "daemon"' }"#, false),
        ("{ endpoint: token, grant: password, client: device, user: ada, scope: openid }", true),
        ("{ endpoint: token, grant: password, client: device, user: ada, scope: email }", false),
    ] {
        let request = async |bed: &Bed| {
            let form = [
                ("grant_type", "password"),
                ("client_id", DEVICE),
                ("username", "ada@contoso.example"),
                ("password", "Pa55-ada!"),
                ("scope", "api://orders/api.read openid"),
            ];
            let request = bed.client.post(bed.url(TOKEN)).form(&form).header("user-agent", "tester/1.0");
            let request = request.header("client-request-id", "c0ffee00-0000-0000-0000-000000000001");
            assert_eq!(request.send().await.unwrap().status().as_u16(), 200);
        };
        assert_eq!(fires(when, request).await, expected, "{when}");
    }
}

#[tokio::test]
async fn whom_a_credential_stands_for_is_known() {
    let bed = Bed::new(
        "
        rules:
          - { name: code, when: { grant: authorization_code, user: ada, scope: User.Read }, then: { token: { claims: { by: code } } } }
          - { name: refresh, when: { grant: refresh_token, user: ada }, then: { delay: 0s } }
        ",
    )
    .await;
    let code = bed.authorize(&[("scope", "User.Read offline_access")]).await.redirected()["code"].clone();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", super::support::DESKTOP),
        ("code", code.as_str()),
        ("redirect_uri", "http://localhost"),
    ];
    let tokens = bed.post(TOKEN, &form).await;
    assert_eq!(tokens.claims("access_token")["by"], "code");
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", super::support::DESKTOP),
        ("refresh_token", &tokens.text("refresh_token")),
    ];
    bed.post(TOKEN, &form).await;
    assert_eq!(bed.last_exchange().note.rules, ["refresh"]);
}

#[tokio::test]
async fn protected_apis_are_met_by_path_resource_client_and_user() {
    for (when, expected) in [
        ("{ endpoint: api }", true),
        ("{ endpoint: api, path: '/v1.0/*' }", true),
        ("{ path: /v1.0/me }", true),
        ("{ endpoint: api, resource: orders }", false),
        ("{ endpoint: api, resource: graph, client: device, user: ada }", true),
        ("{ endpoint: api, user: grace }", false),
        ("{ endpoint: api, expression: 'request.token.appid == \"c0000000-0000-0000-0000-000000000002\"' }", true),
    ] {
        let call = async |bed: &Bed| {
            let token = bed.ada("User.Read").await.text("access_token");
            assert_eq!(bed.call("/v1.0/me", &token).await.status, 200);
        };
        assert_eq!(fires(when, call).await, expected, "{when}");
    }
}

#[tokio::test]
async fn exchanges_are_counted() {
    for (when, expected) in [
        ("{ grant: client_credentials, nth: 2 }", [false, true, false, false, false]),
        ("{ grant: client_credentials, first: 2 }", [true, true, false, false, false]),
        ("{ grant: client_credentials, every: 2 }", [false, true, false, true, false]),
        ("{ grant: client_credentials, after: 3 }", [false, false, false, true, true]),
        ("{ grant: client_credentials, after: 1, first: 2 }", [false, true, true, false, false]),
    ] {
        let bed = Bed::new(&format!("rules: [{{ when: {when}, then: {{ refuse: AADSTS50000 }} }}]")).await;
        let mut fired = Vec::new();
        for _ in expected {
            bed.ada("User.Read").await;
            fired.push(bed.daemon().await.status == 500);
        }
        assert_eq!(fired, expected, "{when}");
        assert_eq!(bed.control().rules()[0].met, 5);
    }
}

#[tokio::test]
async fn chance_comes_from_the_seed() {
    async fn statuses(seed: u64) -> Vec<u16> {
        let yaml = "rules: [{ when: { endpoint: token, probability: 0.5 }, then: { status: 503 } }]";
        let bed = Bed::with(yaml, |builder| builder.seed(seed)).await;
        let mut all = Vec::new();
        for _ in 0..40 {
            all.push(bed.daemon().await.status);
        }
        all
    }
    let first = statuses(7).await;
    assert!(first.contains(&200) && first.contains(&503));
    assert_eq!(statuses(7).await, first);
    assert_ne!(statuses(8).await, first);
}

#[tokio::test]
async fn never_and_always_are_probabilities() {
    let bed = Bed::new(
        "
        rules:
          - { when: { endpoint: token, probability: 0 }, then: { status: 503 } }
          - { when: { endpoint: token, probability: 1 }, then: { status: 418 } }
        ",
    )
    .await;
    for _ in 0..5 {
        assert_eq!(bed.daemon().await.status, 418);
    }
}

#[tokio::test]
async fn the_first_key_that_did_not_hold_is_told() {
    let bed = Bed::new(
        "
        rules:
          - { name: wrong user, when: { endpoint: token, grant: password, user: grace }, then: { status: 503 } }
          - { name: too early, when: { endpoint: token, client: device }, then: { refuse: AADSTS50076 } }
          - { name: elsewhere, when: { endpoint: keys }, then: { status: 503 } }
          - { name: not so, when: { endpoint: token, expression: 'request.user == \"\"' }, then: { status: 503 } }
        ",
    )
    .await;
    bed.get("/common/discovery/instance").await;
    assert!(bed.control().rules().iter().all(|row| row.near_miss.is_none()), "nothing was close");
    bed.password("ada@contoso.example", "wrong", "User.Read").await;
    let near: Vec<_> = bed
        .control()
        .rules()
        .into_iter()
        .map(|row| row.near_miss.map(|n| format!("{} wants {}, found {}, {} held", n.key, n.wanted, n.found, n.held)))
        .collect();
    assert_eq!(
        near,
        [
            Some("user wants grace, found ada@contoso.example, 2 held".to_owned()),
            Some("at wants decided: a request that would be granted, found AADSTS50126, 2 held".to_owned()),
            None,
            Some("expression wants request.user == \"\", found false, 1 held".to_owned()),
        ]
    );
}

#[tokio::test]
async fn preflights_are_left_alone_unless_they_are_named() {
    let preflight = async |bed: &Bed| {
        let request = bed.client.request(reqwest::Method::OPTIONS, bed.url(TOKEN));
        Answer::read(request.header("origin", "http://localhost:3000").send().await.unwrap()).await.status
    };
    let bed = Bed::new("rules: [{ when: { endpoint: token, first: 1 }, then: { status: 503 } }]").await;
    assert_eq!(preflight(&bed).await, 200);
    assert_eq!(bed.daemon().await.status, 503, "the preflight did not count");
    let bed = Bed::new("rules: [{ when: { endpoint: token, method: OPTIONS }, then: { status: 503 } }]").await;
    assert_eq!((preflight(&bed).await, bed.daemon().await.status), (503, 200));
}

#[tokio::test]
async fn an_authorization_request_is_itself_though_a_page_comes_between() {
    use pretenant_sts::world::SignInMode;
    let yaml = "
        rules:
          - name: late
            when: { endpoint: authorize, version: v2, parameter: { state: s-1 }, scope: User.Read, user: ada, tenant: contoso }
            then: { refuse: AADSTS65004 }
    ";
    let bed = Bed::with(yaml, |builder| builder.sign_in(SignInMode::Ask)).await;
    let page = bed.authorize(&[]).await;
    assert!(page.body.contains("passwd"), "{}", page.body);
    let hidden = |name: &str| {
        let at = page.body.find(&format!("name=\"{name}\"")).unwrap();
        page.body[at..].split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let (ctx, canary) = (hidden("ctx"), hidden("canary"));
    let form = [
        ("ctx", ctx.as_str()),
        ("canary", canary.as_str()),
        ("intent", "sign_in"),
        ("login", "ada@contoso.example"),
        ("passwd", "Pa55-ada!"),
    ];
    let sent = bed.post("/contoso.example/login", &form).await.redirected();
    assert!(sent["error_description"].starts_with("AADSTS65004"), "{sent:?}");
    assert_eq!(bed.last_exchange().note.rules, ["late"]);
}

#[tokio::test]
async fn the_correlation_id_of_a_form_is_met_too() {
    let bed =
        Bed::new("rules: [{ when: { correlation_id: c0ffee00-0000-0000-0000-000000000001 }, then: { status: 503 } }]")
            .await;
    let url = format!("{}?client-request-id=c0ffee00-0000-0000-0000-000000000001", bed.url(TOKEN));
    let answer = bed.client.post(url).form(DAEMON_FORM).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 503);
}
