//! Codes 90002 to 90133: tenants, parameters, outages, admin consent, endpoints.

use crate::refusal::{
    Entry,
    entry::{captured, documented, reconstructed},
};

pub(super) const ROWS: &[Entry] = &[
    captured(90002, "InvalidTenantName", "invalid_request", 400, "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.")
        .when("the authority names a tenant that does not exist; metadata documents then say invalid_tenant")
        .cure("put the id or a domain of an existing tenant into the authority, and check the cloud host"),
    reconstructed(90004, "InvalidRequestFormat", "invalid_request", 400, "The request is not properly formatted.")
        .when("the request cannot be read as form or query parameters")
        .cure("send the parameters form-urlencoded (application/x-www-form-urlencoded), each name once"),
    reconstructed(90005, "InvalidRequestWithMultipleRequirements", "invalid_request", 400, "Unable to complete the request. The identifier and login hint can't be used together.")
        .when("the request names the user twice, by an identifier and by login_hint")
        .cure("send only one of them, login_hint or the identifier"),
    reconstructed(90006, "ExternalServerRetryableError", "temporarily_unavailable", 400, "The service is temporarily unavailable.")
        .when("a service that the sign-in depends on does not answer for the moment")
        .cure("retry with growing pauses"),
    reconstructed(90007, "InvalidSessionId", "invalid_request", 400, "The passed session ID can't be parsed.")
        .when("the session id in the request is damaged")
        .cure("take the value of the sid claim unchanged, or leave it out"),
    captured(90008, "TokenForItselfRequiresGraphPermission", "invalid_request", 400, "The user or administrator has not consented to use the application with ID '{id}'. This happened because application is misconfigured: it must require access to Microsoft Graph by specifying at least 'Sign in and read user profile' permission.")
        .when("an app asks for a token for itself and its registration has no Microsoft Graph permission")
        .cure("add the delegated permission User.Read of Microsoft Graph to the app registration"),
    captured(90009, "TokenForItselfMissingIdenticalAppIdentifier", "invalid_resource", 400, "Application '{id}'({name}) is requesting a token for itself. This scenario is supported only if resource is specified using the GUID based App Identifier.")
        .when("client and resource are the same app and the resource is written as an App ID URI")
        .cure("ask for <client id>/.default instead of api://<client id>/.default, or register the API as an app of its own"),
    captured(90010, "NotSupported", "invalid_request", 400, "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.")
        .when("the password grant is sent to common or consumers (older form of 9001023)")
        .cure("put the tenant id or organizations into the authority"),
    reconstructed(90012, "RequestTimeout", "invalid_request", 400, "The request has timed out.")
        .when("the request could not be finished in time")
        .cure("send the request again after a pause"),
    reconstructed(90013, "InvalidUserInput", "invalid_request", 400, "The input from the user is not valid.")
        .when("a value typed into the sign-in page cannot be used")
        .cure("have the user correct the input and try again"),
    captured(90014, "MissingRequiredField", "invalid_request", 400, "The required field '{param}' is missing from the credential. Ensure that you have all the necessary parameters for the login request.")
        .when("a grant lacks one of its parameters, e.g. client_credentials without scope")
        .cure("add the named parameter to the form body; client_credentials needs scope=<resource>/.default"),
    documented(90015, "QueryStringTooLong", "invalid_request", 400, "Requested query string is too long.")
        .when("the query of the request is longer than the service accepts")
        .cure("shorten state and scope, or send the parameters in a POST body"),
    reconstructed(90016, "MissingRequiredClaim", "invalid_request", 400, "The access token isn't valid. A required claim is missing.")
        .when("a token in the request lacks a claim that the endpoint needs")
        .cure("send a token that was issued for this purpose, unchanged"),
    reconstructed(90019, "MissingTenantRealm", "invalid_request", 400, "The service was unable to determine the tenant identifier from the request.")
        .when("no part of the request says which tenant is meant")
        .cure("put the tenant id or a domain of the tenant into the authority"),
    documented(90020, "MissingImmutableId", "invalid_request", 400, "The SAML 1.1 Assertion is missing ImmutableID of the user.")
        .when("the assertion of a federated user (integrated Windows sign-in or WS-Trust) has no ImmutableID")
        .cure("have the federation server issue the ImmutableID claim from the attribute that is synchronised to the tenant"),
    reconstructed(90022, "AuthenticatedInvalidPrincipalNameFormat", "invalid_request", 400, "The principal name format is not valid, or does not meet the expected name[/host][@realm] format.")
        .when("a principal name in the request is malformed")
        .cure("write the name as name@domain, or as name/host@realm"),
    reconstructed(90023, "InvalidRequest", "invalid_request", 400, "The authentication service request is not valid.")
        .when("the request breaks a rule that has no code of its own")
        .cure("compare the request with the protocol reference of this endpoint"),
    reconstructed(90024, "RequestBudgetExceededError", "temporarily_unavailable", 503, "A transient error has occurred because the request exceeded its budget. Please try again.")
        .when("the service gives up on a request that takes too much of its time")
        .cure("retry with growing pauses"),
    documented(90027, "MsaTenantApiVersionNotSupported", "invalid_request", 400, "We are unable to issue tokens from this API version on the MSA tenant. Please contact the application vendor as they need to use version 2.0 of the protocol to support this.")
        .when("a v1 endpoint is asked for tokens of the personal account tenant")
        .cure("use the v2.0 endpoints (/oauth2/v2.0/authorize and /oauth2/v2.0/token)"),
    captured(90033, "MsodsServiceUnavailable", "temporarily_unavailable", 503, "A transient error has occurred. Please try again.")
        .no_uri()
        .when("the directory behind the token service is down for the moment")
        .cure("retry with growing pauses, honour Retry-After if present, and keep using cached tokens"),
    reconstructed(90036, "MsodsServiceUnretryableFailure", "temporarily_unavailable", 503, "An unexpected, non-retryable error from the directory service has occurred.")
        .when("the directory behind the token service fails for good on this request")
        .cure("do not retry at once; show the correlation id and report it"),
    reconstructed(90038, "NationalCloudTenantRedirection", "invalid_request", 400, "The specified tenant belongs to another national cloud.")
        .when("the tenant lives in another national cloud than the host of the authority")
        .cure("use the authority host of the tenant's cloud"),
    reconstructed(90043, "NationalCloudAuthCodeRedirection", "invalid_request", 400, "The feature is disabled.")
        .when("an authorization code is redirected between national clouds and that is switched off")
        .cure("use the authority host of the user's cloud from the start"),
    reconstructed(90051, "InvalidNationalCloudId", "invalid_request", 400, "The national cloud identifier contains an invalid cloud identifier.")
        .when("the request names a national cloud that does not exist")
        .cure("take the cloud instance name from the metadata of the tenant"),
    documented(90055, "TenantThrottlingError", "temporarily_unavailable", 429, "There are too many incoming requests.")
        .when("the app or the tenant sends more requests than the service admits")
        .cure("wait as long as Retry-After says, cache tokens until they expire, and share the cache between instances"),
    reconstructed(90056, "BadResourceRequest", "invalid_request", 400, "To redeem the code for an access token, the app should send a POST request to the token endpoint.")
        .when("an authorization code arrives anywhere else than in a POST to the token endpoint")
        .cure("send the code as POST to /oauth2/v2.0/token in a form body"),
    documented(90072, "PassThroughUserMfaError", "invalid_grant", 400, "User account '{user}' from identity provider '{idp}' does not exist in tenant '{tenant}' and cannot access the application '{id}'({name}) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.")
        .when("an external account without guest account in this tenant signs in, e.g. by the password grant")
        .cure("invite the account as a guest, or use the authority of the user's home tenant"),
    reconstructed(90081, "OrgIdWsFederationMessageInvalid", "invalid_request", 400, "An error occurred when the service tried to process a WS-Federation message. The message is not valid.")
        .when("a WS-Federation message of the legacy sign-in service cannot be read")
        .cure("start the sign-in again, preferably with OpenID Connect"),
    reconstructed(90082, "OrgIdWsFederationNotSupported", "invalid_request", 400, "The selected authentication policy for the request isn't currently supported.")
        .when("a WS-Federation request names an authentication policy (wp) that is not offered")
        .cure("leave out the authentication policy of the WS-Federation request"),
    reconstructed(90084, "OrgIdWsFederationGuestNotAllowed", "invalid_request", 400, "Guest accounts aren't allowed for this site.")
        .when("a guest signs in to a WS-Federation site that admits members only")
        .cure("sign in with a member account of the tenant"),
    reconstructed(90085, "OrgIdWsFederationSltRedemptionFailed", "invalid_request", 400, "The service is unable to issue a token because the company object hasn't been provisioned yet.")
        .when("the tenant is too new for the legacy sign-in service")
        .cure("wait until the tenant is provisioned and sign in again"),
    reconstructed(90086, "OrgIdWsTrustDaTokenExpired", "invalid_request", 400, "The user DA token is expired.")
        .when("a device token of the legacy sign-in service has expired")
        .cure("sign the user in again"),
    reconstructed(90087, "OrgIdWsFederationMessageCreationFromUriFailed", "invalid_request", 400, "An error occurred while creating the WS-Federation message from the URI.")
        .when("the query of a WS-Federation request cannot be turned into a message")
        .cure("send wa=wsignin1.0 and wtrealm, each URL-encoded once"),
    reconstructed(90090, "GraphRetryableError", "temporarily_unavailable", 503, "The service is temporarily unavailable.")
        .when("the directory does not answer for the moment while consent is recorded or read")
        .cure("retry with growing pauses"),
    captured(90093, "GraphUserUnauthorized", "access_denied", 400, "Calling principal cannot consent due to lack of permissions.")
        .when("a user without an administrator role consents to a permission that only administrators may grant")
        .cure("have an administrator grant consent through the admin consent endpoint, or ask for fewer permissions"),
    captured(90094, "AdminConsentRequired", "access_denied", 400, "An administrator of {org} has set a policy that prevents you from granting {name} the permissions it is requesting. Contact an administrator of {org}, who can grant permissions to this app on your behalf.")
        .when("a permission needs an administrator's consent and the user is none")
        .cure("have an administrator grant consent through /v2.0/adminconsent, or ask only for permissions that users may grant"),
    reconstructed(90095, "AdminConsentRequiredRequestAccess", "invalid_request", 400, "Admin consent is required. The user can ask an administrator for approval.")
        .when("a permission needs an administrator's consent and the tenant lets users ask for it")
        .cure("have the user send the approval request and sign in again once an administrator has approved it"),
    reconstructed(90099, "PartnerApplicationNotAuthorized", "invalid_request", 400, "The application '{id}' ({name}) has not been authorized in the tenant '{tenant}'. Applications must be authorized to access the external tenant before partner delegated administrators can use them.")
        .when("a partner's delegated administrator uses an app that the customer tenant has not authorized")
        .cure("authorize the app in the customer tenant first, by consent or through the partner programme"),
    captured(90100, "InvalidRequestParameter", "invalid_request", 400, "{param} parameter is empty or not valid.")
        .when("the named parameter is empty or has a value that is not allowed")
        .cure("send the named parameter with a valid value, or leave it out if it is optional"),
    captured(90102, "InvalidUriParameter", "invalid_request", 400, "'redirect_uri' value must be a valid absolute Uri.")
        .when("redirect_uri is relative or no URI at all")
        .cure("send the redirect URI with scheme, host and path, URL-encoded once"),
    documented(90119, "InvalidUserCode", "invalid_request", 400, "The user code is null or empty.")
        .when("the device code page is submitted without a code")
        .cure("type the user_code that the device shows"),
    documented(90120, "InvalidDeviceFlowRequest", "invalid_request", 400, "The request was already authorized or declined.")
        .when("a user code is entered that somebody has already answered")
        .cure("start the device code flow again and enter the new code once"),
    documented(90121, "InvalidEmptyRequest", "invalid_request", 400, "Invalid empty request.")
        .when("the request carries no parameters")
        .cure("send the parameters in a form body (application/x-www-form-urlencoded)"),
    reconstructed(90123, "IdentityProviderAccessDenied", "invalid_request", 400, "The token can't be issued because the identity or claim issuance provider denied the request.")
        .when("the identity provider of the user refuses to vouch for the user")
        .cure("look up the refusal at the identity provider"),
    documented(90124, "V1ResourceV2GlobalEndpointNotSupported", "invalid_request", 400, "Resource '{resource}' is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.")
        .when("an API that accepts only v1 tokens is asked for at common or consumers by an app for personal accounts")
        .cure("set requestedAccessTokenVersion to 2 in the API's registration, or use organizations or the tenant id"),
    captured(90130, "NonConvergedAppV2GlobalEndpointNotSupported", "invalid_request", 400, "Application '{id}' ({name}) is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.")
        .when("an app for work and school accounts only is used at common or consumers")
        .cure("use organizations or the tenant id, or set signInAudience to AzureADandPersonalMicrosoftAccount"),
    captured(90133, "DeviceCodeFlowNotSupportedOverGlobalEndpoint", "invalid_request", 400, "Device Code flow is not supported under /common or /consumers endpoint.")
        .when("a device code is requested at common or consumers by an app that may not")
        .cure("put the tenant id or organizations into the authority"),
];
