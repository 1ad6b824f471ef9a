//! The challenge that a rule orders, such as continuous access evaluation and step-up send it (entra-server §8.6).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{Response, StatusCode};
use serde_json::json;

use super::style;
use crate::directory::{ApiStyle, App, GRAPH};
use crate::endpoint::arrival::Arrival;
use crate::journal::Decision;
use crate::protocol::headers;
use crate::rules::Challenge;

/// Answers 401 with the challenge, and explains it. Without an API it is UserInfo, which is Graph's.
pub fn challenge(arrival: &mut Arrival<'_>, api: Option<&App>, challenge: &Challenge) -> Response<Bytes> {
    let style = api.and_then(|app| app.api.as_ref()).map_or(ApiStyle::Graph, |api| api.style);
    let id = api.map_or(GRAPH, |app| app.client_id);
    let mut response = body(arrival, style, challenge);
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    let mut header = format!(
        r#"Bearer realm="", authorization_uri="{}/common/oauth2/authorize", client_id="{id}", error="{}""#,
        style::login_base(arrival),
        challenge.error
    );
    if let Some(description) = &challenge.description {
        let quoted = description.replace('\\', r"\\").replace('"', r#"\""#);
        header.push_str(&format!(r#", error_description="{quoted}""#));
    }
    if let Some(claims) = &challenge.claims {
        // Padded: MSAL.NET hands unpadded base64 on undecoded.
        header.push_str(&format!(r#", claims="{}""#, STANDARD.encode(claims)));
    }
    headers::set(response.headers_mut(), WWW_AUTHENTICATE, &header);
    headers::diagnosis(response.headers_mut(), &challenge.diagnosis);
    arrival.note.decision = Decision::Refused;
    arrival.note.error = Some(challenge.error.clone());
    arrival.note.message = challenge.description.clone();
    arrival.note.diagnosis = Some(challenge.diagnosis.clone());
    response
}

fn body(arrival: &Arrival<'_>, style: ApiStyle, challenge: &Challenge) -> Response<Bytes> {
    let by_default = "Continuous access evaluation resulted in challenge with result: InteractionRequired";
    let message = challenge.description.as_deref().unwrap_or(by_default);
    match style {
        ApiStyle::Graph => style::graph_error(arrival, StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message),
        ApiStyle::Arm => {
            let body = json!({"error": {"code": "AuthenticationFailed", "message": "Authentication failed."}});
            let mut response = Response::new(Bytes::from(body.to_string()));
            headers::set(response.headers_mut(), CONTENT_TYPE, "application/json");
            response
        }
        ApiStyle::AspNet | ApiStyle::IdentityWeb => Response::new(Bytes::new()),
    }
}
