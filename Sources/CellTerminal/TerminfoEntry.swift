/// Terminfo entries of our own, for terminals of xterm's family: ncurses takes them from `TERMINFO`, so that truecolor
/// needs nothing installed. They hold nothing but what every such terminal does alike: no scrolling, no repeated
/// characters, no palette to reset, colours with semicolons.
///
/// Made from the text below by `tic -x -o F …` and, for each, `infocmp -x -0 -Q2 -A F NAME`:
///
/// ```text
/// lean-256|lean-viz on terminals like xterm, 256 colours,
///   am, bce, mir, msgr, xenl, AX, XT,
///   colors#0x100, cols#80, lines#24, pairs#0x10000,
///   bel=^G, bold=\E[1m, civis=\E[?25l, clear=\E[H\E[2J, cnorm=\E[?25h, cr=\r,
///   cub=\E[%p1%dD, cub1=^H, cud=\E[%p1%dB, cuf=\E[%p1%dC, cuf1=\E[C,
///   cup=\E[%i%p1%d;%p2%dH, cuu=\E[%p1%dA, cuu1=\E[A, dim=\E[2m,
///   ech=\E[%p1%dX, ed=\E[J, el=\E[K, el1=\E[1K, home=\E[H,
///   hpa=\E[%i%p1%dG, vpa=\E[%i%p1%dd, smam=\E[?7h, rmam=\E[?7l,
///   op=\E[39;49m, rev=\E[7m, smul=\E[4m, rmul=\E[24m,
///   smso=\E[7m, rmso=\E[27m, smcup=\E[?1049h\E[22;0;0t, rmcup=\E[?1049l\E[23;0;0t,
///   setaf=\E[%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38;5;%p1%d%;m,
///   setab=\E[%?%p1%{8}%<%t4%p1%d%e%p1%{16}%<%t10%p1%{8}%-%d%e48;5;%p1%d%;m,
///   sgr=%?%p9%t\E(0%e\E(B%;\E[0%?%p6%t;1%;%?%p5%t;2%;%?%p2%t;4%;
///       %?%p1%p3%|%t;7%;%?%p4%t;5%;%?%p7%t;8%;m, sgr0=\E(B\E[m,
/// lean-direct|lean-viz on terminals like xterm with direct colour,
///   RGB, colors#0x1000000,
///   setaf=\E[38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm,
///   setab=\E[48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm,
///   use=lean-256,
/// lean-256-plain|lean-256 where erasing does not paint,
///   bce@, use=lean-256,
/// lean-direct-plain|lean-direct where erasing does not paint,
///   bce@, use=lean-direct,
/// lean-256-in-place|lean-256 on the first screen,
///   smcup@, rmcup@, use=lean-256,
/// ```
enum TerminfoEntry: String, CaseIterable {
  case indexed = "lean-256"
  case direct = "lean-direct"
  case indexedPlain = "lean-256-plain"
  case directPlain = "lean-direct-plain"
  case inPlace = "lean-256-in-place"

  /// The value of `TERMINFO` that is this entry.
  var terminfo: String {
    switch self {
    case .indexed:
      """
      b64:HgI3AB0ADwBpAcoBbGVhbi0yNTZ8bGVhbi12aXogb24gdGVybWluYWxzIGxpa2UgeHRlcm0sIDI1NiBjb2xvdXJzAAABAAABAAAAAAAAAA\
      ABAQAAAAAAAAAAAAAAAAABUAAAAP____8YAAAA_____________________________________________________wABAAAAAAEA__8AAAIA\
      _____wQADAAQABQA__8fAP__MAA0ADsA__89AEQA__9IAP__________________TABRAP__YwD_______9oAG0AcgB3AP__gACHAP____-ZAJ\
      8A____________________________________________________________________________________________________________\
      _________________________________________________________6UA________rgC3AP__wAD_______________________________\
      _JAP_______9QA__________________________________________________8xATcB________________________________________\
      ______________________________________________________________________________________________________________\
      ______________________________________________________________________________________________________________\
      _________________________________________________z0B__________________________________________________________\
      ______________QgH_____________________________________________________________________________________________\
      _____________________________________________________________________0sBigEHAA0AG1tIG1sySgAbW0sAG1tKABtbJWklcD\
      ElZEcAG1slaSVwMSVkOyVwMiVkSAAbW0gAG1s_MjVsAAgAG1s_MjVoABtbQwAbW0EAG1sxbQAbWz8xMDQ5aBtbMjI7MDswdAAbWzJtABtbN20A\
      G1s3bQAbWzRtABtbJXAxJWRYABsoQhtbbQAbWz8xMDQ5bBtbMjM7MDswdAAbWzI3bQAbWzI0bQAbWyVwMSVkQgAbWyVwMSVkRAAbWyVwMSVkQw\
      AbWyVwMSVkQQAbWyVpJXAxJWRkACU_JXA5JXQbKDAlZRsoQiU7G1swJT8lcDYldDsxJTslPyVwNSV0OzIlOyU_JXAyJXQ7NCU7JT8lcDElcDMl\
      fCV0OzclOyU_JXA0JXQ7NSU7JT8lcDcldDs4JTttABtbPzdoABtbPzdsABtbMUsAG1szOTs0OW0AG1slPyVwMSV7OH0lPCV0MyVwMSVkJWUlcD\
      ElezE2fSU8JXQ5JXAxJXs4fSUtJWQlZTM4OzU7JXAxJWQlO20AG1slPyVwMSV7OH0lPCV0NCVwMSVkJWUlcDElezE2fSU8JXQxMCVwMSV7OH0l\
      LSVkJWU0ODs1OyVwMSVkJTttAAIAAAAAAAIABgABAQAAAwBBWABYVAA=
      """
    case .direct:
      """
      b64:HgJAAB0ADwBpAcMBbGVhbi1kaXJlY3R8bGVhbi12aXogb24gdGVybWluYWxzIGxpa2UgeHRlcm0gd2l0aCBkaXJlY3QgY29sb3VyAAABAA\
      ABAAAAAAAAAAABAQAAAAAAAAAAAAAAAAABAFAAAAD_____GAAAAP____________________________________________________8AAAAB\
      AAABAP__AAACAP____8EAAwAEAAUAP__HwD__zAANAA7AP__PQBEAP__SAD__________________0wAUQD__2MA________aABtAHIAdwD__4\
      AAhwD_____mQCfAP______________________________________________________________________________________________\
      ______________________________________________________________________-lAP_______64AtwD__8AA__________________\
      ______________yQD________UAP__________________________________________________MQE3Af__________________________\
      ______________________________________________________________________________________________________________\
      ______________________________________________________________________________________________________________\
      ______________________________________________________________89Af____________________________________________\
      ___________________________0IB________________________________________________________________________________\
      __________________________________________________________________________________9LAYcBBwANABtbSBtbMkoAG1tLAB\
      tbSgAbWyVpJXAxJWRHABtbJWklcDElZDslcDIlZEgAG1tIABtbPzI1bAAIABtbPzI1aAAbW0MAG1tBABtbMW0AG1s_MTA0OWgbWzIyOzA7MHQA\
      G1sybQAbWzdtABtbN20AG1s0bQAbWyVwMSVkWAAbKEIbW20AG1s_MTA0OWwbWzIzOzA7MHQAG1syN20AG1syNG0AG1slcDElZEIAG1slcDElZE\
      QAG1slcDElZEMAG1slcDElZEEAG1slaSVwMSVkZAAlPyVwOSV0GygwJWUbKEIlOxtbMCU_JXA2JXQ7MSU7JT8lcDUldDsyJTslPyVwMiV0OzQl\
      OyU_JXAxJXAzJXwldDs3JTslPyVwNCV0OzUlOyU_JXA3JXQ7OCU7bQAbWz83aAAbWz83bAAbWzFLABtbMzk7NDltABtbMzg7MjslcDElezY1NT\
      M2fSUvJWQ7JXAxJXsyNTZ9JS8lezI1NX0lJiVkOyVwMSV7MjU1fSUmJWRtABtbNDg7MjslcDElezY1NTM2fSUvJWQ7JXAxJXsyNTZ9JS8lezI1\
      NX0lJiVkOyVwMSV7MjU1fSUmJWRtAAADAAAAAAADAAoAAQEBAAAAAwAHAEFYAFJHQgBYVAA=
      """
    case .indexedPlain:
      """
      b64:HgI1AA8ADwBpAcoBbGVhbi0yNTYtcGxhaW58bGVhbi0yNTYgd2hlcmUgZXJhc2luZyBkb2VzIG5vdCBwYWludAAAAQAAAQAAAAAAAAAAAQ\
      FQAAAA_____xgAAAD_____________________________________________________AAEAAAAAAQD__wAAAgD_____BAAMABAAFAD__x8A\
      __8wADQAOwD__z0ARAD__0gA__________________9MAFEA__9jAP_______2gAbQByAHcA__-AAIcA_____5kAnwD___________________\
      ______________________________________________________________________________________________________________\
      ____________________________________pQD_______-uALcA___AAP_______________________________8kA________1AD_______\
      ___________________________________________zEBNwH_____________________________________________________________\
      ______________________________________________________________________________________________________________\
      ______________________________________________________________________________________________________________\
      ____________________________PQH_______________________________________________________________________9CAf____\
      ______________________________________________________________________________________________________________\
      ________________________________________________SwGKAQcADQAbW0gbWzJKABtbSwAbW0oAG1slaSVwMSVkRwAbWyVpJXAxJWQ7JX\
      AyJWRIABtbSAAbWz8yNWwACAAbWz8yNWgAG1tDABtbQQAbWzFtABtbPzEwNDloG1syMjswOzB0ABtbMm0AG1s3bQAbWzdtABtbNG0AG1slcDEl\
      ZFgAGyhCG1ttABtbPzEwNDlsG1syMzswOzB0ABtbMjdtABtbMjRtABtbJXAxJWRCABtbJXAxJWREABtbJXAxJWRDABtbJXAxJWRBABtbJWklcD\
      ElZGQAJT8lcDkldBsoMCVlGyhCJTsbWzAlPyVwNiV0OzElOyU_JXA1JXQ7MiU7JT8lcDIldDs0JTslPyVwMSVwMyV8JXQ7NyU7JT8lcDQldDs1\
      JTslPyVwNyV0OzglO20AG1s_N2gAG1s_N2wAG1sxSwAbWzM5OzQ5bQAbWyU_JXAxJXs4fSU8JXQzJXAxJWQlZSVwMSV7MTZ9JTwldDklcDElez\
      h9JS0lZCVlMzg7NTslcDElZCU7bQAbWyU_JXAxJXs4fSU8JXQ0JXAxJWQlZSVwMSV7MTZ9JTwldDEwJXAxJXs4fSUtJWQlZTQ4OzU7JXAxJWQl\
      O20AAgAAAAAAAgAGAAEBAAADAEFYAFhUAA==
      """
    case .directPlain:
      """
      b64:HgI7AA8ADwBpAcMBbGVhbi1kaXJlY3QtcGxhaW58bGVhbi1kaXJlY3Qgd2hlcmUgZXJhc2luZyBkb2VzIG5vdCBwYWludAAAAQAAAQAAAA\
      AAAAAAAQFQAAAA_____xgAAAD_____________________________________________________AAAAAQAAAQD__wAAAgD_____BAAMABAA\
      FAD__x8A__8wADQAOwD__z0ARAD__0gA__________________9MAFEA__9jAP_______2gAbQByAHcA__-AAIcA_____5kAnwD___________\
      ______________________________________________________________________________________________________________\
      ____________________________________________pQD_______-uALcA___AAP_______________________________8kA________1A\
      D__________________________________________________zEBNwH_____________________________________________________\
      ______________________________________________________________________________________________________________\
      ______________________________________________________________________________________________________________\
      ____________________________________PQH_______________________________________________________________________\
      9CAf__________________________________________________________________________________________________________\
      ________________________________________________________SwGHAQcADQAbW0gbWzJKABtbSwAbW0oAG1slaSVwMSVkRwAbWyVpJX\
      AxJWQ7JXAyJWRIABtbSAAbWz8yNWwACAAbWz8yNWgAG1tDABtbQQAbWzFtABtbPzEwNDloG1syMjswOzB0ABtbMm0AG1s3bQAbWzdtABtbNG0A\
      G1slcDElZFgAGyhCG1ttABtbPzEwNDlsG1syMzswOzB0ABtbMjdtABtbMjRtABtbJXAxJWRCABtbJXAxJWREABtbJXAxJWRDABtbJXAxJWRBAB\
      tbJWklcDElZGQAJT8lcDkldBsoMCVlGyhCJTsbWzAlPyVwNiV0OzElOyU_JXA1JXQ7MiU7JT8lcDIldDs0JTslPyVwMSVwMyV8JXQ7NyU7JT8l\
      cDQldDs1JTslPyVwNyV0OzglO20AG1s_N2gAG1s_N2wAG1sxSwAbWzM5OzQ5bQAbWzM4OzI7JXAxJXs2NTUzNn0lLyVkOyVwMSV7MjU2fSUvJX\
      syNTV9JSYlZDslcDElezI1NX0lJiVkbQAbWzQ4OzI7JXAxJXs2NTUzNn0lLyVkOyVwMSV7MjU2fSUvJXsyNTV9JSYlZDslcDElezI1NX0lJiVk\
      bQAAAwAAAAAAAwAKAAEBAQAAAAMABwBBWABSR0IAWFQA
      """
    case .inPlace:
      """
      b64:HgIvAB0ADwBpAaYBbGVhbi0yNTYtaW4tcGxhY2V8bGVhbi0yNTYgb24gdGhlIGZpcnN0IHNjcmVlbgAAAQAAAQAAAAAAAAAAAQEAAAAAAA\
      AAAAAAAAAAAVAAAAD_____GAAAAP____________________________________________________8AAQAAAAABAP__AAACAP____8EAAwA\
      EAAUAP__HwD__zAANAA7AP__PQBEAP__SAD__________________0wA_v___1EA________VgBbAGAAZQD__24A_v______dQB7AP________\
      ______________________________________________________________________________________________________________\
      ______________________________________________-BAP_______4oAkwD__5wA________________________________pQD_______\
      -wAP__________________________________________________DQETAf__________________________________________________\
      ______________________________________________________________________________________________________________\
      ______________________________________________________________________________________________________________\
      ______________________________________8ZAf____________________________________________________________________\
      ___x4B________________________________________________________________________________________________________\
      __________________________________________________________8nAWYBBwANABtbSBtbMkoAG1tLABtbSgAbWyVpJXAxJWRHABtbJW\
      klcDElZDslcDIlZEgAG1tIABtbPzI1bAAIABtbPzI1aAAbW0MAG1tBABtbMW0AG1sybQAbWzdtABtbN20AG1s0bQAbWyVwMSVkWAAbKEIbW20A\
      G1syN20AG1syNG0AG1slcDElZEIAG1slcDElZEQAG1slcDElZEMAG1slcDElZEEAG1slaSVwMSVkZAAlPyVwOSV0GygwJWUbKEIlOxtbMCU_JX\
      A2JXQ7MSU7JT8lcDUldDsyJTslPyVwMiV0OzQlOyU_JXAxJXAzJXwldDs3JTslPyVwNCV0OzUlOyU_JXA3JXQ7OCU7bQAbWz83aAAbWz83bAAb\
      WzFLABtbMzk7NDltABtbJT8lcDElezh9JTwldDMlcDElZCVlJXAxJXsxNn0lPCV0OSVwMSV7OH0lLSVkJWUzODs1OyVwMSVkJTttABtbJT8lcD\
      Elezh9JTwldDQlcDElZCVlJXAxJXsxNn0lPCV0MTAlcDElezh9JS0lZCVlNDg7NTslcDElZCU7bQACAAAAAAACAAYAAQEAAAMAQVgAWFQA
      """
    }
  }
}
