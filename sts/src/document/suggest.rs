//! "Did you mean …?"

/// The candidate that `typed` most likely stands for, if one is close enough.
#[must_use]
pub fn closest<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let tolerance = typed.chars().count().div_ceil(3).max(1);
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::osa_distance(&typed, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|&(distance, _)| distance <= tolerance)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// The help text for something that isn't among `candidates`: the closest, or all when they are few.
#[must_use]
pub fn help<'a>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    const FEW: usize = 12;
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if let Some(closest) = closest(typed, candidates.iter().copied()) {
        return Some(format!("did you mean `{closest}`?"));
    }
    match candidates.as_slice() {
        [] => None,
        few if few.len() <= FEW => Some(format!("known: `{}`", few.join("`, `"))),
        many => Some(format!(
            "known: `{}`, and {} more",
            many[..FEW].join("`, `"),
            many.len() - FEW
        )),
    }
}
