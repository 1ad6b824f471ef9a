/// The names of Microsoft's clouds. The first of each is the one that caches are filed under.
const CLOUDS: [&[&str]; 4] = [
    &["login.windows.net", "login.microsoftonline.com", "login.microsoft.com", "sts.windows.net"],
    &["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
    &["login.microsoftonline.us", "login.usgovcloudapi.net"],
    &["login-us.microsoftonline.com"],
];

/// A cloud by all its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cloud {
    /// The name new cache entries are filed under.
    pub preferred: String,
    /// Every name, in lower case, the preferred one included.
    pub aliases: Vec<String>,
}

impl Cloud {
    /// As far as it is known without asking: one of Microsoft's, or a host that has one name.
    pub fn known(environment: &str) -> Self {
        let environment = environment.to_ascii_lowercase();
        match CLOUDS.iter().find(|names| names.contains(&environment.as_str())) {
            Some(names) => Self {
                preferred: names.first().map_or(environment, |name| (*name).to_owned()),
                aliases: names.iter().map(|name| (*name).to_owned()).collect(),
            },
            None => Self { aliases: vec![environment.clone()], preferred: environment },
        }
    }

    /// Whether instance discovery has to be asked elsewhere.
    pub fn is_microsoft(environment: &str) -> bool {
        CLOUDS.iter().any(|names| names.contains(&environment))
    }
}
