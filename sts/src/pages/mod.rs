//! The pages that people see: sign-in, consent, device code, errors and the rest.
//!
//! Every page is a plain struct; `render` turns it into HTML. Pages work by keyboard and without JavaScript, have
//! a look of their own, and say at the top that the tenant is a pretend one. Templates live in `sts/templates/` and
//! are compiled in; they escape all that they are given.
//!
//! Forms post back what they were given as `ctx` and `canary`, and the pressed button as `intent`
//! (or `account`, for a tile of [`AccountPickerPage`]).

mod account_picker;
mod admin_approval;
mod consent;
mod device_code;
mod device_confirm;
mod device_done;
mod draw;
mod error;
#[cfg(test)]
mod escaping;
mod form_post;
mod home;
mod message;
mod native_client;
mod parts;
mod policy;
mod safe_url;
mod sign_in;
mod signed_out;
#[cfg(test)]
mod tests;

pub use account_picker::{AccountPickerPage, AccountTile, PickerPurpose};
pub use admin_approval::AdminApprovalPage;
pub use consent::ConsentPage;
pub use device_code::DeviceCodePage;
pub use device_confirm::DeviceConfirmPage;
pub use device_done::DeviceDonePage;
pub use error::{DiagnosisRows, ErrorPage};
pub use form_post::FormPostPage;
pub use home::{HomeApp, HomePage, HomeTenant};
pub use message::MessagePage;
pub use native_client::NativeClientPage;
pub use parts::{PageError, PermissionRow, SampleUser};
pub use policy::{CONTENT_SECURITY_POLICY, FORM_POST_CONTENT_SECURITY_POLICY, SIGNED_OUT_CONTENT_SECURITY_POLICY};
pub use sign_in::SignInPage;
pub use signed_out::SignedOutPage;

use policy::{FORM_POST_SCRIPT, STYLE};
