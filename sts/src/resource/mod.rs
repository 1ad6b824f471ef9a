//! Protected APIs of the world.
use crate::endpoint::arrival::Arrival;
use bytes::Bytes;
use http::Response;
/// Answers a request to a protected API; `None`: the path is none's.
pub fn answer(_arrival: &mut Arrival<'_>) -> Option<Response<Bytes>> {
    None
}
/// UserInfo.
pub fn userinfo(arrival: &mut Arrival<'_>) -> Response<Bytes> {
    crate::endpoint::reply::refuse(arrival, crate::route::Dialect::V2, &crate::aadsts!(50000))
}
