//! Codes 65001 to 81012: consent, grants, clients, SAML, on-premises sign-in.

use crate::refusal::{
    Entry,
    entry::{captured, documented, reconstructed},
};

pub(super) const ROWS: &[Entry] = &[
    captured(65001, "DelegationDoesNotExist", "invalid_grant", 400, "The user or administrator has not consented to use the application with ID '{id}' named '{name}'. Send an interactive authorization request for this user and resource.")
        .interactive()
        .sub("consent_required")
        .to_redirect()
        .when("the user and the tenant have not consented to every permission that the request asks for")
        .cure("acquire the token interactively with these scopes, or grant admin consent for the app; in an on-behalf-of call consent for the downstream API must exist beforehand"),
    captured(65002, "FirstPartyPreauthorizationRequired", "invalid_grant", 400, "Consent between first party application '{id}' and first party resource '{resource}' must be configured via preauthorization - applications owned and operated by Microsoft must get approval from the API owner before requesting tokens for that API.")
        .interactive()
        .when("a Microsoft client asks for a Microsoft API that has not preauthorized it")
        .cure("use an app registration of your own instead of the client id of a Microsoft app"),
    captured(65004, "UserDeclinedConsent", "access_denied", 400, "User declined to consent to access the app.")
        .to_redirect()
        .when("the user presses Cancel on the consent page")
        .cure("treat access_denied as the user's answer, explain why the permissions are needed, and offer to try again"),
    reconstructed(65005, "MisconfiguredApplication", "invalid_resource", 400, "The app required resource access list does not contain apps discoverable by the resource or the client app has requested access to resource which was not specified in its required resource access list.")
        .when("the app asks for a resource that its registration does not list")
        .cure("add the API and its permissions to requiredResourceAccess (API permissions) of the app registration"),
    documented(67003, "ActorNotValidServiceIdentity", "invalid_request", 400, "Actor isn't valid service identity.")
        .when("the actor of a delegated token request is no service principal of the tenant")
        .cure("call with the credentials of an application that has a service principal in the tenant"),
    captured(70000, "InvalidGrant", "invalid_grant", 400, "Provided grant is invalid or malformed.")
        .sub("bad_token")
        .when("the code or refresh token is not one that was issued to this client, or it is damaged")
        .cure("send the code or refresh token exactly as received, from the same client id; if it is lost, sign in interactively"),
    reconstructed(70001, "UnauthorizedClient", "unauthorized_client", 400, "The application with identifier '{id}' is disabled or was not found in the directory.")
        .when("the client id belongs to no usable application (older form of 700016)")
        .cure("send the Application (client) ID of an app of this tenant, not an object id or a name"),
    captured(70002, "InvalidClient", "invalid_client", 401, "Error validating credentials.")
        .when("a credential is rejected; before 2019 this code came in front of the specific one")
        .cure("read the code that follows in the text and correct the credential it names"),
    captured(70003, "UnsupportedGrantType", "unsupported_grant_type", 400, "The app requested an unsupported grant type '{grant}'.")
        .no_uri()
        .when("grant_type names no grant of the token endpoint")
        .cure("send authorization_code, refresh_token, client_credentials, password, urn:ietf:params:oauth:grant-type:device_code or urn:ietf:params:oauth:grant-type:jwt-bearer"),
    reconstructed(70005, "UnsupportedResponseType", "unsupported_response_type", 400, "The app returned an unsupported response type '{response_type}'.")
        .to_redirect()
        .when("response_type is no known combination, or id_token is asked for without the scope openid")
        .cure("send response_type=code (with PKCE), or id_token and token in a combination that the metadata lists"),
    reconstructed(70007, "UnsupportedResponseMode", "invalid_request", 400, "'{mode}' is not a supported value of 'response_mode' when requesting a token.")
        .to_redirect()
        .when("response_mode is unknown, or query is asked for although the answer carries a token")
        .cure("send response_mode=fragment or form_post for tokens; query is for codes only"),
    captured(70008, "ExpiredOrRevokedGrant", "invalid_grant", 400, "The provided authorization code or refresh token is expired. Send a new interactive authorization request for this user and resource.")
        .when("the authorization code or refresh token is past its lifetime; a code lives for minutes")
        .cure("redeem the code right after the redirect; if a refresh token has expired, sign the user in interactively"),
    captured(70011, "InvalidScope", "invalid_scope", 400, "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid. {reason}")
        .to_redirect()
        .no_uri()
        .when("a scope is malformed, or .default is mixed with other permissions of a resource")
        .cure("write each scope as <App ID URI>/<permission> or <client id>/<permission>, separated by spaces, or <resource>/.default alone"),
    reconstructed(70012, "MsaServerError", "server_error", 400, "A server error occurred while authenticating a Microsoft account (consumer) user.")
        .when("the service for personal accounts fails")
        .cure("try the sign-in again later; the request itself need not change"),
    captured(70016, "AuthorizationPending", "authorization_pending", 400, "OAuth 2.0 device flow error. Authorization is pending. Continue polling.")
        .when("the user has not finished the device code sign-in yet")
        .cure("keep polling, no faster than the interval of the device code answer"),
    reconstructed(70018, "BadVerificationCode", "bad_verification_code", 400, "Invalid verification code due to User typing in wrong user code for device code flow. Authorization is not approved.")
        .when("the polled device_code is unknown, or the user typed a code that was never issued")
        .cure("poll with the device_code (not the user_code) of the latest device code answer"),
    captured(70019, "CodeExpired", "code_expired", 400, "Verification code expired.")
        .when("the device code ran out before the user finished (v1 endpoint)")
        .cure("stop polling, request a new device code and show it to the user"),
    captured(70020, "DeviceCodeExpired", "expired_token", 400, "The provided value for the input parameter 'device_code' is not valid. This device code has expired.")
        .when("the device code ran out (expires_in) before the user finished")
        .cure("stop polling, request a new device code and show it to the user"),
    captured(70021, "NoMatchingFederatedIdentityRecord", "invalid_request", 400, "No matching federated identity record found for presented assertion. Assertion Issuer: '{issuer}'. Assertion Subject: '{subject}'. Assertion Audience: '{audience}'. https://docs.microsoft.com/en-us/azure/active-directory/develop/workload-identity-federation")
        .when("no federated identity credential of the app matches the assertion (older form of 700211, 700212 and 700213)")
        .cure("make issuer, subject and audience of a federated identity credential equal to iss, sub and aud of the assertion, letter for letter"),
    captured(70043, "BadTokenDueToSignInFrequency", "invalid_grant", 400, "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access. The token was issued on {issued} and the maximum allowed lifetime for this request is {lifetime}.")
        .v1("interaction_required")
        .sub("token_expired")
        .no_uri()
        .when("the last sign-in is older than the sign-in frequency of a conditional access policy allows")
        .cure("catch the error and sign the user in interactively"),
    reconstructed(70044, "SessionExpiredDueToSignInFrequency", "invalid_request", 400, "The session has expired or is invalid due to sign-in frequency checks by conditional access.")
        .when("the browser session is older than the sign-in frequency of a conditional access policy allows")
        .cure("sign the user in interactively"),
    reconstructed(75001, "BindingSerializationError", "invalid_request", 400, "An error occurred during SAML message binding.")
        .when("a SAML message cannot be decoded from its binding")
        .cure("deflate, base64-encode and URL-encode the SAML request for HTTP-Redirect, or base64-encode it for HTTP-POST"),
    reconstructed(75003, "UnsupportedBindingError", "invalid_request", 400, "The app returned an error related to an unsupported binding.")
        .when("a SAML request asks for a response binding other than HTTP-POST")
        .cure("set ProtocolBinding to urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"),
    reconstructed(75005, "Saml2MessageInvalid", "invalid_request", 400, "The request is not a valid SAML 2.0 protocol message.")
        .when("the SAML message breaks the SAML 2.0 schema or carries unsupported elements")
        .cure("send a valid AuthnRequest with ID, Version 2.0, IssueInstant and Issuer"),
    reconstructed(75008, "RequestDeniedError", "invalid_request", 400, "The request from the app was denied since the SAML request had an unexpected destination.")
        .when("a SAML request has a Destination that is not the sign-on URL of the tenant")
        .cure("set Destination to the tenant's SAML sign-on URL, or leave it out"),
    reconstructed(75011, "NoMatchedAuthnContextInOutputClaims", "invalid_request", 400, "The authentication method by which the user authenticated with the service doesn't match the requested authentication method.")
        .when("the RequestedAuthnContext of a SAML request demands another method than the one the user signed in with")
        .cure("leave RequestedAuthnContext out of the SAML request, or send ForceAuthn=\"true\""),
    reconstructed(75016, "Saml2AuthenticationRequestInvalidNameIdPolicy", "invalid_request", 400, "The SAML 2.0 authentication request has an invalid NameIdPolicy.")
        .when("the NameIDPolicy of a SAML request names an unsupported format")
        .cure("use a supported NameID format, or leave NameIDPolicy out"),
    reconstructed(76021, "ApplicationRequiresSignedRequests", "invalid_request", 400, "The request sent by the client is not signed while the application requires signed requests.")
        .when("the application demands signed SAML requests and this one has no signature")
        .cure("sign the SAML request with the registered key, or switch off request signature verification"),
    reconstructed(80001, "OnPremiseStoreIsNotAvailable", "invalid_grant", 400, "The authentication agent is unable to connect to Active Directory.")
        .when("pass-through authentication is used and its agent cannot reach Active Directory")
        .cure("have the administrator check that the agent's server is joined to the users' forest and can reach it"),
    reconstructed(80002, "OnPremisePasswordValidatorRequestTimedout", "invalid_grant", 400, "The password validation request timed out.")
        .when("pass-through authentication is used and Active Directory does not answer in time")
        .cure("have the administrator check that Active Directory is reachable from the agent, then try again"),
    reconstructed(80005, "OnPremisePasswordValidatorUnpredictableWebException", "invalid_grant", 400, "An unknown error occurred while processing the response from the authentication agent.")
        .when("the answer of the pass-through authentication agent cannot be used")
        .cure("try again; if it goes on, have the administrator check the agents"),
    reconstructed(80007, "OnPremisePasswordValidatorErrorOccurred", "invalid_grant", 400, "The authentication agent is unable to validate the user's password.")
        .when("the pass-through authentication agent fails to check the password")
        .cure("have the administrator read the agent's logs and check that Active Directory works"),
    reconstructed(80010, "OnPremisePasswordValidationEncryptionException", "invalid_grant", 400, "The authentication agent is unable to decrypt the password.")
        .when("the pass-through authentication agent holds a wrong key")
        .cure("have the administrator reinstall the agent"),
    reconstructed(80012, "OnPremisePasswordValidationAccountLogonInvalidHours", "invalid_grant", 400, "The user attempted to log on outside of the allowed hours.")
        .when("the user may log on to Active Directory at other hours only")
        .cure("sign in within the user's logon hours, or have the administrator widen them"),
    reconstructed(80013, "OnPremisePasswordValidationTimeSkew", "invalid_grant", 400, "The authentication attempt could not be completed due to time skew between the machine running the authentication agent and Active Directory.")
        .when("the clocks of the agent and of Active Directory differ too much")
        .cure("have the administrator synchronise the clocks of the agent and of Active Directory"),
    reconstructed(80014, "OnPremisePasswordValidationAuthenticationAgentTimeout", "invalid_grant", 400, "The validation request was answered after the maximum elapsed time was exceeded.")
        .when("the pass-through authentication agent answers too late")
        .cure("try again; if it goes on, have the administrator check the load and network of the agents"),
    reconstructed(81004, "DesktopSsoIdentityInTicketIsNotAuthenticated", "invalid_grant", 401, "The Kerberos authentication attempt failed.")
        .when("desktop single sign-on is tried and the Kerberos ticket does not authenticate the user")
        .cure("fall back to an interactive sign-in and have the administrator check the AZUREADSSOACC account"),
    reconstructed(81005, "DesktopSsoAuthenticationPackageNotSupported", "invalid_grant", 401, "The authentication package is not supported.")
        .when("desktop single sign-on is tried with something other than Kerberos")
        .cure("let the browser or client negotiate Kerberos, or sign in interactively"),
    reconstructed(81006, "DesktopSsoNoAuthorizationHeader", "invalid_grant", 401, "No authorization header was found.")
        .when("desktop single sign-on is tried and the client sends no Authorization header")
        .cure("answer the Negotiate challenge; browsers need the sign-on host in their intranet zone"),
    reconstructed(81007, "DesktopSsoTenantIsNotOptIn", "invalid_grant", 401, "The tenant is not enabled for Seamless SSO.")
        .when("desktop single sign-on is tried in a tenant that has not enabled it")
        .cure("enable Seamless SSO for the tenant, or sign in interactively"),
    reconstructed(81009, "DesktopSsoAuthorizationHeaderValueWithBadFormat", "invalid_grant", 401, "Unable to validate the user's Kerberos ticket.")
        .when("the Authorization header of Seamless SSO holds no readable Kerberos ticket")
        .cure("send Authorization: Negotiate followed by the base64-encoded ticket"),
    reconstructed(81010, "DesktopSsoAuthTokenInvalid", "invalid_grant", 401, "Seamless SSO failed because the user's Kerberos ticket has expired or is invalid.")
        .when("the Kerberos ticket has expired or was made for another key")
        .cure("get a new ticket (lock and unlock the machine or purge tickets), or sign in interactively"),
    reconstructed(81011, "DesktopSsoLookupUserBySidFailed", "invalid_grant", 401, "Unable to find the user object based on information in the user's Kerberos ticket.")
        .when("the security identifier of the ticket belongs to no synchronised user")
        .cure("synchronise the user to the tenant, or sign in with another account"),
    reconstructed(81012, "DesktopSsoMismatchBetweenTokenUpnAndChosenUpn", "invalid_grant", 401, "The user trying to sign in is different from the user signed in to the device.")
        .when("the user name of the request is not that of the Kerberos ticket")
        .cure("sign in with the account of the device, or choose an interactive sign-in"),
];
