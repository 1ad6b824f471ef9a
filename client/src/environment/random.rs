/// Draws random numbers.
pub trait Random: Send + Sync {
    /// 32 bytes that nobody can guess.
    ///
    /// `purpose` says what for: `state`, `nonce`, `code_verifier`, `correlation_id`, `assertion_id`. A real source
    /// ignores it; a seeded one derives from it, so that one kind of draw doesn't shift another.
    fn bytes(&self, purpose: &str) -> [u8; 32];
}
