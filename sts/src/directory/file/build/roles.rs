//! Directory roles that can be written by name. The template ids are the same in every tenant.

use uuid::Uuid;

use crate::document::{Findings, Pointer, suggest};

/// Template id of the role `Global Administrator`.
pub(super) const GLOBAL_ADMINISTRATOR: Uuid = Uuid::from_u128(0x62e90394_69f5_4237_9190_012177145e10);

const ROLES: [(&str, Uuid); 10] = [
    ("Application Administrator", Uuid::from_u128(0x9b895d92_2cd3_44c7_9d02_a6ac2d5ea5c3)),
    ("Cloud Application Administrator", Uuid::from_u128(0x158c047a_c907_4556_b7ef_446551a6b5f7)),
    ("Conditional Access Administrator", Uuid::from_u128(0xb1be1c3e_b65d_4f19_8427_f6fa0d97feb9)),
    ("Directory Readers", Uuid::from_u128(0x88d8e3e3_8f55_4a1e_953a_9b9898b8876b)),
    ("Global Administrator", GLOBAL_ADMINISTRATOR),
    ("Global Reader", Uuid::from_u128(0xf2ef992c_3afb_46b9_b7cf_a126ee74c451)),
    ("Privileged Role Administrator", Uuid::from_u128(0xe8611ab8_c189_46e8_94e1_60213ab1f814)),
    ("Security Administrator", Uuid::from_u128(0x194ae4cb_b126_40b2_bd5b_6091b380977d)),
    ("Security Reader", Uuid::from_u128(0x5d6b6bb7_de71_4623_b4af_96380a352509)),
    ("User Administrator", Uuid::from_u128(0xfe930be7_5e62_47db_91af_98c3a49a38b1)),
];

/// The template id of a role given by id or name.
pub(super) fn template(typed: &str, at: &Pointer, findings: &mut Findings) -> Option<Uuid> {
    if let Ok(id) = Uuid::try_parse(typed) {
        return Some(id);
    }
    let found = ROLES.iter().find(|(name, _)| name.eq_ignore_ascii_case(typed)).map(|&(_, id)| id);
    if found.is_none() {
        let message = format!("there is no directory role `{typed}`; other roles can be given by their template id");
        findings.add_with_help(at, message, suggest::help(typed, ROLES.iter().map(|&(name, _)| name)));
    }
    found
}
