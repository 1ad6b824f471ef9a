//! "Did you mean …?"

/// The candidate that `typed` most likely stands for, if one is close enough.
#[must_use]
pub fn closest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let length = typed.chars().count();
    let tolerance = length.div_ceil(3).max(1);
    let mut best = None;
    let mut containing = Vec::new();
    for candidate in candidates {
        let lower = candidate.to_lowercase();
        // Ties go to the one that only lacks its end.
        let distance = (strsim::osa_distance(&typed, &lower), !lower.starts_with(&typed));
        if distance.0 <= tolerance && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
        if length >= 4 && lower.contains(&typed) {
            containing.push(candidate);
        }
    }
    match (best, containing.as_slice()) {
        (Some((_, best)), _) => Some(best),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

/// The help text for something that isn't among `candidates`: the closest, or all when they are few.
#[must_use]
pub fn help<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const FEW: usize = 12;
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if let Some(closest) = closest(typed, candidates.iter().copied()) {
        return Some(format!("did you mean `{closest}`?"));
    }
    match candidates.as_slice() {
        [] => None,
        few if few.len() <= FEW => Some(format!("known: `{}`", few.join("`, `"))),
        many => Some(format!("known: `{}`, and {} more", many[..FEW].join("`, `"), many.len() - FEW)),
    }
}
