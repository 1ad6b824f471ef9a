//! An auth client for the Microsoft identity platform: acquires and caches tokens as the MSAL documentation promises.
