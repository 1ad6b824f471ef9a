//! Codes of six and seven digits: most are finer forms of a five-digit code that they begin with.

use crate::refusal::{
    Entry,
    entry::{captured, documented, reconstructed},
};

pub(super) const ROWS: &[Entry] = &[
    documented(100007, "RegionalEndpointNotSupported", "unauthorized_client", 400, "Microsoft Entra Regional ONLY supports auth either for MSIs OR for requests from MSAL using SN+I for 1P apps or 3P apps in Microsoft infrastructure tenants.")
        .when("a regional host is asked for a token by an app that may not use it")
        .cure("switch off the region setting of the client library and use the global host"),
    reconstructed(120000, "PasswordChangeIncorrectCurrentPassword", "invalid_request", 400, "The current password is incorrect.")
        .when("a password is changed and the current one is typed wrong")
        .cure("type the current password again"),
    reconstructed(120002, "PasswordChangeInvalidNewPasswordWeak", "invalid_request", 400, "The new password is too weak.")
        .when("a password is changed to one that the password rules reject")
        .cure("choose a longer password that mixes kinds of characters"),
    reconstructed(120003, "PasswordChangeInvalidNewPasswordContainsMemberName", "invalid_request", 400, "The new password contains the member name.")
        .when("a password is changed to one that contains the user's name")
        .cure("choose a password without the user's name"),
    reconstructed(120004, "PasswordChangeOnPremComplexity", "invalid_request", 400, "The new password does not meet the on-premises complexity requirements.")
        .when("a password is changed to one that Active Directory rejects")
        .cure("choose a password that follows the on-premises password policy"),
    reconstructed(120005, "PasswordChangeOnPremSuccessCloudFail", "invalid_request", 400, "The password was changed on premises, but not in the cloud.")
        .when("a password change is written to Active Directory and then fails in the tenant")
        .cure("wait for synchronisation and sign in with the new password"),
    reconstructed(120008, "PasswordChangeAsyncJobStateTerminated", "invalid_request", 400, "The password change ended with a non-retryable error.")
        .when("the job that changes a password stops for good")
        .cure("start the password change again"),
    reconstructed(120011, "PasswordChangeAsyncUpnInferenceFailed", "invalid_request", 400, "The password change could not determine the user principal name.")
        .when("a password is changed for a user whose name cannot be worked out")
        .cure("sign in with the full user principal name and change the password again"),
    reconstructed(120012, "PasswordChangeNeedsToHappenOnPrem", "invalid_request", 400, "The password must be changed on premises.")
        .when("a password is changed in the tenant although Active Directory masters it")
        .cure("change the password on premises, or enable password writeback"),
    reconstructed(120013, "PasswordChangeOnPremisesConnectivityFailure", "invalid_request", 400, "The on-premises directory could not be reached to change the password.")
        .when("password writeback cannot reach Active Directory")
        .cure("have the administrator check the writeback connection, then try again"),
    reconstructed(120014, "PasswordChangeOnPremUserAccountLockedOutOrDisabled", "invalid_request", 400, "The on-premises user account is locked out or disabled.")
        .when("a password is changed for an account that Active Directory has locked or disabled")
        .cure("unlock or enable the on-premises account, then change the password"),
    reconstructed(120015, "PasswordChangeAdActionRequired", "invalid_request", 400, "An administrator must act on the on-premises account before the password can be changed.")
        .when("the on-premises account needs an administrator's action before its password can change")
        .cure("have the on-premises administrator reset the password"),
    reconstructed(120016, "PasswordChangeUserNotFoundBySspr", "invalid_request", 400, "The user was not found by self-service password reset.")
        .when("self-service password reset does not know the user")
        .cure("enable self-service password reset for the user, or have an administrator change the password"),
    reconstructed(120018, "PasswordChangePasswordDoesnotComplyFuzzyPolicy", "invalid_request", 400, "The new password is too close to a banned password.")
        .when("a password is changed to one that resembles an entry of the banned list")
        .cure("choose a password that contains no common or banned words"),
    reconstructed(120020, "PasswordChangeFailure", "invalid_request", 400, "The password change failed.")
        .when("a password change fails for a reason that has no code of its own")
        .cure("try again, or have an administrator reset the password"),
    reconstructed(120021, "PartnerServiceSsprInternalServiceError", "invalid_request", 400, "The self-service password reset service failed.")
        .when("the password reset service has an internal error")
        .cure("try again later"),
    reconstructed(130004, "NgcKeyNotConfigured", "invalid_grant", 400, "The user principal doesn't have the NGC ID key configured.")
        .when("a user signs in with Windows Hello for Business and has no key registered")
        .cure("set up Windows Hello for Business for the user on this device again"),
    reconstructed(130005, "NgcInvalidSignature", "invalid_grant", 400, "NGC key signature verification failed.")
        .when("the signature made with the Windows Hello key does not verify")
        .cure("set up Windows Hello for Business for the user on this device again"),
    reconstructed(130006, "NgcTransportKeyNotFound", "invalid_grant", 400, "The NGC transport key isn't configured on the device.")
        .when("the device has no transport key registered")
        .cure("register the device with the tenant again"),
    reconstructed(130007, "NgcDeviceIsDisabled", "invalid_grant", 400, "The device is disabled.")
        .when("the device object in the tenant is disabled")
        .cure("enable the device in the tenant, or sign in from another one"),
    reconstructed(130008, "NgcDeviceNotFound", "invalid_grant", 400, "The device referenced by the NGC key wasn't found.")
        .when("the Windows Hello key belongs to a device that the tenant does not know")
        .cure("register the device with the tenant again"),
    reconstructed(135010, "KeyNotFound", "invalid_grant", 400, "The key was not found.")
        .when("the device signs with a key that is not registered for it")
        .cure("register the device with the tenant again"),
    documented(135011, "DeviceDisabled", "invalid_grant", 400, "Device used during the authentication is disabled.")
        .when("the device that took part in the sign-in has been disabled in the tenant")
        .cure("enable the device in the tenant, or sign in from another one"),
    documented(140000, "InvalidRequestNonce", "invalid_grant", 400, "Request nonce isn't provided.")
        .when("a broker request with a primary refresh token carries no nonce")
        .cure("get a nonce from the token endpoint (grant_type=srv_challenge) and put it into the signed request"),
    documented(140001, "InvalidSessionKey", "invalid_grant", 400, "The session key isn't valid.")
        .when("a broker request is signed with an outdated session key")
        .cure("have the broker obtain a new primary refresh token"),
    reconstructed(160021, "AppSessionSelectionInvalidSessionNotExist", "interaction_required", 400, "Application requested a user session which does not exist.")
        .to_redirect()
        .when("sid names a session that has ended or never existed")
        .cure("leave out sid and sign the user in interactively"),
    reconstructed(221000, "DeviceOnlyTokensNotSupportedByResource", "invalid_request", 400, "The resource isn't configured to accept device-only tokens.")
        .when("a token of a device without a user is asked for an API that does not take such tokens")
        .cure("sign a user in, or ask for a resource that accepts device-only tokens"),
    reconstructed(240001, "BulkAadjTokenUnauthorized", "invalid_request", 400, "The user isn't authorized to register devices in bulk.")
        .when("a bulk enrolment token is requested by a user who may not have one")
        .cure("have an administrator who may enrol devices request the token"),
    captured(240002, "RequiredClaimIsMissing", "invalid_request", 400, "Input id_token cannot be used as 'urn:ietf:params:oauth:grant-type:jwt-bearer' grant.")
        .when("an ID token is passed as the assertion of an on-behalf-of call")
        .cure("pass the access token that the client sent to your API as assertion; ID tokens are for the client alone"),
    reconstructed(392189, "ApplicationNotPermitted", "invalid_client", 400, "The application is not permitted to make this request.")
        .when("the app is barred from the operation it asks for")
        .cure("use an app registration that is allowed this operation"),
    reconstructed(392200, "SamlAudienceInvalid", "invalid_request", 400, "The audience of the SAML assertion is not valid.")
        .when("the audience of a SAML assertion is not the expected identifier")
        .cure("set the audience of the assertion to the identifier of the application it is sent to"),
    captured(500011, "InvalidResourceServicePrincipalNotFound", "invalid_resource", 400, "The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.")
        .when("the resource part of the scope is no App ID URI or client id known in this tenant")
        .cure("write the App ID URI of the API exactly as registered (mind slashes), and check that the API has a service principal in this tenant"),
    documented(500014, "InvalidResourceServicePrincipalDisabled", "invalid_resource", 400, "The service principal for resource '{resource}' is disabled. This indicate that a subscription within the tenant has lapsed, or that the administrator for this tenant has disabled the application, preventing tokens from being issued for it.")
        .when("the service principal of the API is disabled in this tenant")
        .cure("enable the service principal of the API (accountEnabled)"),
    documented(500021, "TenantAccessDenied", "access_denied", 400, "Access to '{tenant}' tenant is denied.")
        .when("the network adds Restrict-Access-To-Tenants and the tenant is not on the list")
        .cure("sign in to a listed tenant, or have the network administrator add this one"),
    documented(500022, "TenantAccessDeniedByPolicy", "access_denied", 400, "Access to '{tenant}' tenant is denied.")
        .when("the network adds sec-Restrict-Tenant-Access-Policy and that policy does not admit the tenant")
        .cure("sign in to a tenant that the policy admits, or have it changed"),
    captured(500112, "ReplyAddressMismatch", "invalid_client", 400, "The reply address '{redirect_uri}' does not match the reply address '{expected}' provided when requesting Authorization code.")
        .when("redirect_uri at the code redemption differs from that of the authorization request, if only by a trailing slash")
        .cure("send the same redirect_uri, character by character, with the authorization request and the code redemption"),
    captured(500113, "NoReplyAddressRegistered", "invalid_request", 400, "No reply address is registered for the application.")
        .when("the app registration has no redirect URI")
        .cure("add the redirect URI to the app registration, under the platform that fits (web, SPA, native)"),
    captured(500131, "AssertionAudienceMismatch", "invalid_grant", 400, "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '{audience}' and the expected audience is '{expected}' or one of the Application Uris of this application with App ID '{id}'({name}). The downstream client must request a token for the expected audience (the application that made the OBO request) and this application should use that token as the assertion.")
        .when("the assertion of an on-behalf-of call was issued for another API than the one that presents it")
        .cure("have the client ask for a scope of your API, and present that access token with the client id of the same API"),
    captured(500133, "AssertionExpired", "invalid_grant", 400, "Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token. Current time: {now}, expiry time of assertion {to}.")
        .when("the access token passed as assertion has expired or is not valid yet")
        .cure("answer 401 to the client so that it gets a new access token, and exchange the token when it arrives rather than later"),
    captured(500201, "MsaNotSupportedByApiVersion", "invalid_request", 400, "We are unable to issue tokens from this API version for a Microsoft account. Please contact the application vendor as they need to use version 2.0 of the protocol to support this.")
        .when("a personal account signs in through a v1 endpoint")
        .cure("use the v2.0 endpoints (/oauth2/v2.0/authorize and /oauth2/v2.0/token)"),
    documented(500208, "DomainNotValidForAccountType", "invalid_request", 400, "The domain is not a valid login domain for the account type.")
        .when("the user name's domain does not fit the kind of account that the endpoint serves")
        .cure("sign in with an account of the kind that the authority serves, or use another authority"),
    documented(501051, "ApplicationEntitlementGrantsNotFound", "invalid_grant", 400, "Application '{id}'({name}) is not assigned to a role for the application '{resource}'({resource_name}).")
        .when("a client asks for an app-only token of an API that requires assignment, and has no app role on it")
        .cure("assign one of the API's app roles to the client's service principal (admin consent), or switch off the assignment requirement"),
    reconstructed(501291, "BrokerAppRequired", "interaction_required", 400, "The client app is a Mobile Application Management app but the user needs to install a broker app to gain access to this content.")
        .when("a managed mobile app signs in on a device without the broker app")
        .cure("have the user install the broker app (Authenticator or Company Portal) and sign in through it"),
    captured(501481, "CodeVerifierMismatch", "invalid_grant", 400, "The Code_Verifier does not match the code_challenge supplied in the authorization request.")
        .when("base64url(SHA-256(code_verifier)) is not the code_challenge of the authorization request")
        .cure("store code_verifier per request next to state and send that very one; encode the challenge as base64url without padding"),
    documented(501491, "InvalidCodeChallengeSize", "invalid_request", 400, "Invalid size of {param} parameter.")
        .to_redirect()
        .when("code_challenge or code_verifier is not 43 to 128 characters long")
        .cure("make code_verifier of 32 random bytes, base64url-encoded (43 characters), and code_challenge of its SHA-256 hash"),
    reconstructed(530032, "BlockedByConditionalAccessOnSecurityPolicy", "access_denied", 400, "The tenant admin has configured a security policy that blocks this request.")
        .when("a security policy of the tenant blocks the request")
        .cure("have an administrator look up the blocking policy in the sign-in log"),
    reconstructed(530034, "DelegatedAdminBlockedDueToSuspiciousActivity", "access_denied", 400, "A delegated administrator was blocked from accessing the tenant due to account risk in their home tenant.")
        .when("a partner's administrator is at risk in the home tenant")
        .cure("have the home tenant clear the risk of the account"),
    reconstructed(530035, "BlockedBySecurityDefaults", "access_denied", 400, "Access has been blocked by security defaults.")
        .when("the tenant has security defaults on and the request uses legacy authentication or is deemed unsafe")
        .cure("sign in interactively with multi-factor authentication, or replace security defaults by own policies"),
    reconstructed(530036, "DeviceCodeFlowBlockedByConditionalAccess", "invalid_grant", 400, "Access has been blocked by Conditional Access policies. The device code flow is not allowed.")
        .interactive()
        .when("a conditional access policy blocks the device code flow")
        .cure("use the code flow with a browser, or exclude the app from the policy"),
    documented(650052, "ServiceNotSubscribed", "invalid_client", 400, "The app needs access to a service (\"{name}\") that your organization \"{org}\" has not subscribed to or enabled. Contact your IT Admin to review the configuration of your service subscriptions.")
        .when("the API exists in its home tenant and has no service principal in this one")
        .cure("create the service principal of the API in this tenant, or have an administrator consent to the API first"),
    captured(650053, "ScopeNotFoundOnResource", "invalid_grant", 400, "The application '{name}' asked for scope '{scope}' that doesn't exist on the resource '{resource_id}'. Contact the app vendor.")
        .redirected_as("invalid_client")
        .to_redirect()
        .no_uri()
        .when("the API exists and publishes no enabled permission of this name; stray characters count as part of the name")
        .cure("correct the permission name, or add it to the API (Expose an API, oauth2PermissionScopes)"),
    documented(650054, "ResourceRemoved", "invalid_request", 400, "The application asked for permissions to access a resource that has been removed or is no longer available.")
        .when("the app registration lists permissions of an API that is gone")
        .cure("remove the API from the app's permissions, or restore the API"),
    documented(650056, "PermissionsNotListedOrConsented", "invalid_client", 400, "Misconfigured application. This could be due to one of the following: the client has not listed any permissions for '{name}' in the requested permissions in the client's application registration. Or, the admin has not consented in the tenant. Or, check the application identifier in the request to ensure it matches the configured client application identifier. Or, check the certificate in the request to ensure it's valid. Please contact your admin to fix the configuration or consent on behalf of the tenant. Client app ID: {id}.")
        .when("the app registration lists no permission for the resource, or nobody consented to it")
        .cure("add a permission of the API to the app registration and grant admin consent"),
    captured(650057, "ResourceNotInRequestedPermissions", "invalid_resource", 400, "Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration. Client app ID: {id}({name}). Resource value from request: {resource}. Resource app ID: {resource_id}. List of valid resources from app registration: {valid_resources}.")
        .when("a v1 request, or one with .default, names an API that requiredResourceAccess does not list")
        .cure("add the API to the app's API permissions (requiredResourceAccess), or ask for a single permission instead of .default"),
    captured(700003, "DeviceObjectNotFound", "invalid_grant", 400, "Device object was not found in the tenant '{tenant}' directory.")
        .when("the device of the sign-in has been deleted from the tenant")
        .cure("register the device with the tenant again"),
    captured(700005, "AuthorizationCodeForOtherTenant", "invalid_grant", 400, "Provided Authorization Code is intended to use against other tenant, thus rejected.")
        .when("the code was issued at one tenant's authority and is redeemed at another's")
        .cure("redeem the code at the authority that issued it"),
    documented(700011, "UnauthorizedClientAppNotFoundInOrgIdTenant", "unauthorized_client", 400, "Application with identifier '{id}' was not found in the directory.")
        .when("the client id belongs to no application of the tenant")
        .cure("check the client id and the tenant of the authority"),
    captured(700016, "UnauthorizedClientApplicationNotFound", "unauthorized_client", 400, "Application with identifier '{id}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.")
        .when("no app with this client id is registered in the tenant or installed there")
        .cure("send the Application (client) ID, not an object id, and use the tenant in which the app is registered"),
    reconstructed(700020, "InteractionRequired", "interaction_required", 400, "The access grant requires interaction.")
        .when("the grant cannot be used without the user")
        .cure("acquire the token interactively"),
    reconstructed(700021, "ClientAssertionIdMismatch", "invalid_client", 401, "Client assertion application identifier doesn't match 'client_id' parameter.")
        .when("iss or sub of the client assertion is another client id than the parameter client_id")
        .cure("set iss and sub of the client assertion to the client_id of the request"),
    captured(700022, "InvalidMultipleResourcesScope", "invalid_request", 400, "Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {scope} is not valid.")
        .when("an authorization request for a token (implicit flow) names scopes of several resources")
        .cure("ask for one resource per token, or use response_type=code, which may name several"),
    reconstructed(700023, "ClientAssertionAudienceMismatch", "invalid_client", 401, "Client assertion audience claim does not match Realm issuer.")
        .when("aud of the client assertion is not the token endpoint or issuer of this tenant")
        .cure("set aud of the client assertion to the token_endpoint of the metadata, same host and tenant"),
    captured(700024, "ClientAssertionOutsideValidTimeRange", "invalid_client", 401, "Client assertion is not within its valid time range. Current time: {now}, assertion valid from {from}, expiry time of assertion {to}. Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials .")
        .when("nbf of the client assertion lies in the future or exp in the past")
        .cure("make a new assertion for each request with exp about ten minutes ahead, and synchronise the clock"),
    captured(700025, "PublicClientWithCredential", "invalid_client", 401, "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.")
        .when("a secret or assertion comes with a redirect URI or flow that makes the client a public one")
        .cure("leave out the credential, or register the redirect URI under the platform web"),
    captured(700027, "InvalidClientAssertionSignature", "invalid_client", 401, "Client assertion contains an invalid signature. [Reason - {reason}, Thumbprint of key used by client: '{thumbprint}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '{id}'. Review the documentation at https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http to build a query request URL, such as 'https://graph.microsoft.com/beta/applications/{id}'].")
        .when("the client assertion names a certificate that the app has not registered, or its signature does not verify with it")
        .cure("upload the public certificate to the app registration and sign with the matching private key"),
    documented(700030, "InvalidCertificateSubjectName", "invalid_client", 401, "Invalid certificate - subject name in certificate is not authorized. SubjectNames/SubjectAlternativeNames (up to 10) in token certificate are: {subject}.")
        .when("the app authenticates by subject name and issuer, and the certificate has another subject")
        .cure("use a certificate with the registered subject, or register this certificate itself"),
    captured(700038, "InvalidApplicationIdentifier", "unauthorized_client", 400, "{id} is not a valid application identifier.")
        .no_uri()
        .when("client_id is well formed but can be no application, such as the all-zero GUID")
        .cure("send the Application (client) ID from the app registration instead of a placeholder"),
    captured(700051, "TokenResponseTypeNotEnabled", "unsupported_response_type", 400, "response_type 'token' is not enabled for the application.")
        .to_redirect()
        .when("response_type asks for token and the app does not allow access tokens from the authorization endpoint")
        .cure("use response_type=code with PKCE, or set enableAccessTokenIssuance in the app registration"),
    captured(700054, "IdTokenResponseTypeNotEnabled", "unsupported_response_type", 400, "response_type 'id_token' is not enabled for the application.")
        .to_redirect()
        .when("response_type asks for id_token and the app does not allow ID tokens from the authorization endpoint")
        .cure("use response_type=code with PKCE, or set enableIdTokenIssuance in the app registration"),
    documented(700081, "RefreshTokenMaximumLifetime", "invalid_grant", 400, "The refresh token has expired due to maximum lifetime. The token was issued on {issued} and the maximum allowed lifetime for this application is {lifetime}.")
        .when("the refresh token is older than its fixed lifetime allows (older form of 700084)")
        .cure("drop the refresh token and sign the user in again"),
    captured(700082, "RefreshTokenInactive", "invalid_grant", 400, "The refresh token has expired due to inactivity. The token was issued on {issued} and was inactive for {lifetime}.")
        .sub("bad_token")
        .no_uri()
        .when("the refresh token was not used for 90 days")
        .cure("drop the refresh token and sign the user in interactively; keep the newest refresh token of every answer"),
    documented(700084, "SpaRefreshTokenExpired", "invalid_grant", 400, "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of {lifetime}, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on {issued}.")
        .sub("bad_token")
        .when("more than 24 hours have passed since the sign-in in a single-page app; refreshing does not extend this")
        .cure("catch the error and send the user to the authorize endpoint again, which usually needs no new input"),
    reconstructed(700171, "DeviceCodeDeclined", "authorization_declined", 400, "OAuth 2.0 device flow error. The end user denied the authorization request.")
        .when("the user pressed Cancel at the confirmation of the device code")
        .cure("stop polling and tell the user; start the flow again only on request"),
    reconstructed(700211, "FederatedIdentityIssuerMismatch", "invalid_client", 401, "No matching federated identity record found for presented assertion issuer '{issuer}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation")
        .when("no federated identity credential of the app has the iss of the assertion as its issuer")
        .cure("set the issuer of the federated identity credential to the iss of the assertion, letter for letter, slash included"),
    reconstructed(700212, "FederatedIdentityAudienceMismatch", "invalid_client", 401, "No matching federated identity record found for presented assertion audience '{audience}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation")
        .when("aud of the assertion is not the audience of the app's federated identity credential")
        .cure("request the external token for the audience api://AzureADTokenExchange, or change the audience of the credential"),
    captured(700213, "FederatedIdentitySubjectMismatch", "invalid_client", 401, "No matching federated identity record found for presented assertion subject '{subject}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation")
        .when("sub of the assertion is not the subject of any federated identity credential with this issuer")
        .cure("set the subject of the federated identity credential to the sub of the assertion, letter for letter"),
    documented(700229, "ForbiddenTokenType", "invalid_client", 401, "Only app-only tokens can be used as Federated Identity Credentials for Microsoft Entra issuer.")
        .when("a user's token is sent as the assertion of a federated identity credential")
        .cure("use a token that a managed identity or an app obtained for itself"),
    reconstructed(750054, "SamlRequestMissing", "invalid_request", 400, "SAMLRequest or SAMLResponse must be present as query string parameters in HTTP request for SAML Redirect binding.")
        .when("the SAML endpoint is opened without a SAML message")
        .cure("send SAMLRequest in the query, or start the sign-in at the application"),
    captured(900023, "InvalidTenantIdentifier", "invalid_request", 400, "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.")
        .when("the tenant segment of the URL is no GUID, no domain name and no known word")
        .cure("put a tenant id, a domain name, or common, organizations or consumers into the authority"),
    captured(900144, "MissingRequestParameter", "invalid_request", 400, "The request body must contain the following parameter: '{param}'.")
        .to_redirect()
        .when("a required parameter is missing, or the body is not form-urlencoded and so holds no parameters at all")
        .cure("send the named parameter in a body of type application/x-www-form-urlencoded (in the query for authorize)"),
    documented(900382, "CrossCloudConfidentialClientNotSupported", "invalid_request", 400, "Confidential Client isn't supported in Cross Cloud request.")
        .when("a confidential client signs in a user of another national cloud")
        .cure("register the app in the user's cloud and use that cloud's authority host"),
    documented(900384, "JwtSignatureValidationFailed", "invalid_grant", 400, "JWT token failed signature validation. {reason}")
        .when("a JWT in the request is not signed by the key it names")
        .cure("send the token unchanged and sign it with the key whose id is in its header"),
    documented(900432, "CrossCloudRedirectConfidentialClientNotSupported", "invalid_request", 400, "Confidential Client isn't supported in Cross Cloud request.")
        .when("the code of a confidential client is redirected to another national cloud")
        .cure("register the app in the user's cloud and use that cloud's authority host"),
    documented(900561, "BadResourceRequestInvalidRequest", "invalid_request", 400, "The endpoint only accepts POST requests. Received a {method} request.")
        .when("the token endpoint is called with another method than POST, e.g. opened in a browser")
        .cure("send POST with a form body; only /authorize is opened in a browser"),
    captured(900941, "AdminConsentRequiredByRisk", "access_denied", 400, "An administrator of {org} has set a policy that prevents you from granting {name} the permissions it is requesting. Contact an administrator of {org}, who can grant permissions to this app on your behalf.")
        .when("the app is deemed risky and needs an administrator's consent")
        .cure("have an administrator review the app and grant consent through /v2.0/adminconsent"),
    captured(900971, "NoReplyAddressProvided", "invalid_request", 400, "No reply address provided.")
        .when("redirect_uri is missing and the app gives no single one to fall back on")
        .cure("send redirect_uri, equal to a registered one"),
    captured(901002, "ResourceParameterNotSupported", "invalid_request", 400, "The 'resource' request parameter is not supported.")
        .when("the parameter resource of the v1 protocol is sent to a v2.0 endpoint")
        .cure("leave out resource and send scope=<resource>/.default or <resource>/<permission>"),
    reconstructed(1000000, "UserNotBoundError", "invalid_request", 400, "The Bind API requires the user to also authenticate with an external identity provider, which hasn't happened yet.")
        .when("an account is to be bound to an external identity that has not signed in yet")
        .cure("have the user sign in at the external identity provider first"),
    reconstructed(1000002, "BindCompleteInterruptError", "invalid_request", 400, "The bind completed successfully, but the user must be informed.")
        .when("an account has just been bound to an external identity")
        .cure("let the user read the notice and go on"),
    documented(1000031, "ApplicationNotAccessible", "invalid_request", 400, "Application {name} can't be accessed at this time. Contact your administrator.")
        .when("the app is blocked in the tenant for the time being")
        .cure("have an administrator look up why the app is blocked"),
    reconstructed(1000104, "CrossCloudB2BNotAllowed", "invalid_request", 400, "Cross-cloud B2B collaboration is not allowed for this user.")
        .when("a guest from another national cloud signs in and the tenant does not allow it")
        .cure("enable cross-cloud collaboration in both tenants, or use an account of this cloud"),
    documented(1000502, "CertificateOutsideValidityWindow", "invalid_client", 401, "The provided certificate is not within its specified validity window.")
        .when("the certificate that signs the client assertion has expired or is not valid yet")
        .cure("register a new certificate with the app and sign with its key"),
    captured(1002012, "InvalidClientCredentialsScope", "invalid_scope", 400, "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).")
        .when("client_credentials asks for single permissions instead of .default")
        .cure("send scope=<App ID URI>/.default; app roles granted to the client then come in the claim roles"),
    reconstructed(5002730, "InvalidJwtTokenFormat", "invalid_request", 400, "Invalid JWT token. {reason}")
        .when("a JWT sent as assertion cannot be parsed or uses an unsupported algorithm or key")
        .cure("send a complete JWT of three base64url parts, signed with RS256 or PS256"),
    captured(7000012, "GrantForOtherTenant", "invalid_grant", 400, "The grant was obtained for a different tenant.")
        .when("a code or refresh token is redeemed at a tenant it was not issued for")
        .cure("redeem the grant at the authority that issued it"),
    captured(7000112, "UnauthorizedClientApplicationDisabled", "unauthorized_client", 400, "Application '{id}'({name}) is disabled.")
        .when("the service principal of the app is disabled in this tenant")
        .cure("enable sign-in for the app in the tenant (accountEnabled of its service principal)"),
    documented(7000114, "OnBehalfOfNotAllowed", "invalid_grant", 400, "Application '{id}' is not allowed to make application on-behalf-of calls.")
        .when("the assertion of an on-behalf-of call is an app-only token, or the app may not make such calls")
        .cure("use client_credentials for calls without a user, and on-behalf-of only with a user's access token"),
    reconstructed(7000214, "FederationConfigurationInvalid", "invalid_client", 401, "The identity federation configuration of the application is not valid.")
        .when("the managed identity or federated credential of the client is set up in an unusable way")
        .cure("remove the federated identity credential and create it again with issuer, subject and audience"),
    captured(7000215, "InvalidClientSecretProvided", "invalid_client", 401, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{id}'.")
        .when("the client secret in the request is none of the app registration's secrets")
        .cure("send the value of one of the app's client secrets (not its id), form-urlencoded"),
    captured(7000218, "MissingClientCredential", "invalid_client", 401, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
        .when("the client counts as confidential for this request and sends no credential")
        .cure("send client_secret or client_assertion; for a native app set isFallbackPublicClient (allow public client flows)"),
    captured(7000222, "InvalidClientSecretExpiredKeysProvided", "invalid_client", 401, "The provided client secret keys for app '{id}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.")
        .when("the client secret is one of the app's secrets, but it has expired")
        .cure("add a new client secret to the app registration and configure the client with its value"),
    reconstructed(7000274, "ManagedIdentityFederationInvalid", "invalid_client", 401, "The managed identity cannot be used as a credential of this application.")
        .when("a managed identity is configured as credential of an app that may not use it")
        .cure("use a user-assigned managed identity of the app's own tenant in the federated identity credential"),
    reconstructed(7000277, "FederatedTokenIssuerInvalid", "invalid_client", 401, "The issuer of the federated token is not allowed for this application.")
        .when("the issuer of the federated token is set up in a way that cannot be used")
        .cure("set the issuer of the federated identity credential to a public https URL with a metadata document"),
    reconstructed(7002138, "FederatedIdentityCaseMismatch", "invalid_client", 401, "No matching federated identity record found for presented assertion. The issuer, subject or audience matches a federated identity credential only when letter case is ignored.")
        .when("issuer, subject or audience of the assertion differs from the federated identity credential in letter case only")
        .cure("write issuer, subject and audience of the credential in the letter case of the assertion"),
    captured(9001023, "GrantNotSupportedOverGlobalEndpoint", "invalid_request", 400, "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.")
        .when("the password grant, or another one that needs a tenant, is sent to common or consumers")
        .cure("put the tenant id (or organizations, for the password grant) into the authority"),
    captured(9002313, "MalformedRequest", "invalid_grant", 400, "Invalid request. Request is malformed or invalid.")
        .redirected_as("invalid_request")
        .when("the code or refresh token is no value that this service ever issued, or the request as a whole cannot be read")
        .cure("send the code or refresh token complete and URL-encoded once, to the service that issued it"),
    captured(9002325, "CrossOriginRequiresPkce", "invalid_request", 400, "Proof Key for Code Exchange is required for cross-origin authorization code redemption.")
        .when("a single-page app redeems a code that was requested without PKCE")
        .cure("send code_challenge and code_challenge_method=S256 with the authorization request and code_verifier with the redemption"),
    captured(9002326, "CrossOriginRequiresSpa", "invalid_request", 400, "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '{origin}'.")
        .when("a browser (Origin header) redeems a grant whose redirect URI is registered as web or native")
        .cure("register the redirect URI under the platform single-page application, or redeem the code on the server"),
    captured(9002327, "SpaRequiresCrossOrigin", "invalid_request", 400, "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.")
        .when("a code or refresh token of a single-page app is redeemed without an Origin header, e.g. by a server")
        .cure("redeem it in the browser, or register the redirect URI under the platform web or mobile and desktop"),
    documented(9002332, "ApplicationNotForConsumers", "invalid_request", 400, "Application '{id}' is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request.")
        .when("an app for work and school accounts only is used at consumers")
        .cure("use organizations or the tenant id, or set signInAudience to include personal accounts"),
    documented(9002341, "SingleSignOnPermissionRequired", "invalid_grant", 400, "The user is required to permit single sign-On (SSO).")
        .when("the operating system holds back the account until the user allows single sign-on")
        .cure("acquire the token interactively, so that the user can allow it"),
];
