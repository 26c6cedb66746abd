use super::{number, same};
use linepack_economics::deal::contract::take_or_pay::{TakeOrPay, Year};

/// The case states its terms in words: "ACQ 50 bcm, ToP 80%, price 250, buyer nominates 30; make-up allowed".
#[test]
fn the_deficiency_is_paid_and_banked() {
    let Some(cases) = linepack_cases::json("finance/project_finance.json") else { return };
    let expected = &cases["take_or_pay"]["expected"];
    let years = [Year { nominated: 30.0, price: 250.0 }];
    let out = TakeOrPay::with_make_up(50.0, 0.8, 5).settle(&years).unwrap()[0];
    same(out.take_or_pay_quantity, number(expected, "take_or_pay_quantity"));
    same(out.deficiency, number(expected, "deficiency"));
    same(out.deficiency_payment, number(expected, "deficiency_payment_musd"));
    same(out.payment, number(expected, "payment_total_musd"));
    same(out.make_up_bank, number(expected, "makeup_bank_bcm"));
}
