import { brandingStyle } from './branding.ts'
import type { PortalBranding } from './options.ts'

/** Everything that the pages look like. Logical properties, so that it can be mirrored. */
const rules = `*{box-sizing:border-box}
:root{color-scheme:light dark;--text:#1b1f24;--quiet:#57606a;--ground:#fff;--raised:#f6f8fa;--line:#d0d7de;
--good:#116329;--good-ground:#dafbe1;--bad:#a40e26;--bad-ground:#ffebe9;--warn:#7d4e00;--warn-ground:#fff8c5;
--colour:var(--accent,#0550ae);--on-colour:#fff;--gap:1rem}
@media(prefers-color-scheme:dark){:root{--text:#e6edf3;--quiet:#9198a1;--ground:#0d1117;--raised:#161b22;--line:#3d444d;
--good:#56d364;--good-ground:#12261e;--bad:#ff9492;--bad-ground:#2d1215;--warn:#e3b341;--warn-ground:#272115;
--colour:var(--accent-dark,var(--accent,#79c0ff));--on-colour:#0d1117}}
html{-webkit-text-size-adjust:100%}
body{margin:0;font:1rem/1.55 var(--font,system-ui,sans-serif);color:var(--text);background:var(--ground)}
a{color:var(--colour);text-underline-offset:.15em}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem;overflow-wrap:anywhere}
h2{font-size:1.1875rem;line-height:1.3;margin:2rem 0 .5rem}
h3{font-size:1rem;margin:1.25rem 0 .25rem}
p,ul,ol,dl,table{margin:0 0 1rem}
code,pre,.value{font-family:ui-monospace,SFMono-Regular,monospace;font-size:.9375em;overflow-wrap:anywhere}
:focus-visible{outline:3px solid var(--colour);outline-offset:2px}
.skip{position:absolute;inset-inline-start:-100vw}
.skip:focus{inset-inline-start:.5rem;top:.5rem;background:var(--ground);padding:.5rem;z-index:1}
.top{border-bottom:1px solid var(--line);display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:center;padding:.75rem 1.25rem}
.top a{text-decoration:none;display:inline-flex;align-items:center;min-height:1.75rem}
.top img{height:1.75rem;max-width:10rem;object-fit:contain}
.brand{font-weight:600;color:var(--text);gap:.5rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:0;padding:0}
nav [aria-current]{color:var(--text);font-weight:600;box-shadow:0 2px var(--colour)}
main{max-width:46rem;margin:0 auto;padding:1.75rem 1.25rem 3rem}
.foot{border-top:1px solid var(--line);color:var(--quiet);padding:1rem 1.25rem;text-align:center;font-size:.9375rem}
.visit{display:flex;flex-wrap:wrap;gap:.375rem 1rem;align-items:center;justify-content:center}.visit form{margin:0}
.quiet,.advice{color:var(--quiet)}
.advice{font-size:.9375rem;margin:.25rem 0 0}
.card{border:1px solid var(--line);border-radius:var(--radius,8px);padding:1rem 1.25rem;margin:0 0 1rem}
.card>:last-child{margin-bottom:0}
.field,form{margin:0 0 1.125rem}
label,legend,.label{display:block;font-weight:600;margin:0 0 .25rem}
fieldset{border:0;margin:0 0 1.125rem;padding:0}legend{padding:0}
.choice{display:flex;gap:.5rem;align-items:baseline;margin:0 0 .375rem}
.choice label{font-weight:400;margin:0}
input:not([type=checkbox],[type=radio],[type=hidden]),select,textarea{width:100%;font:inherit;color:inherit;background:var(--ground);
border:1px solid var(--quiet);border-radius:var(--radius,6px);padding:.5rem .625rem;min-height:2.625rem}
textarea{min-height:9rem;font-family:ui-monospace,monospace;font-size:.875rem}
input[aria-invalid=true],select[aria-invalid=true],textarea[aria-invalid=true]{border-color:var(--bad);border-width:2px}
.problem{color:var(--bad);margin:.25rem 0 0}
button,.button{font:inherit;font-weight:600;display:inline-flex;align-items:center;min-height:2.625rem;padding:.375rem 1rem;cursor:pointer;
color:var(--text);background:var(--raised);border:1px solid var(--quiet);border-radius:var(--radius,6px);text-decoration:none}
button,.button{max-width:100%;overflow-wrap:anywhere;text-align:start}
button.main,.button.main{color:var(--on-colour);background:var(--colour);border-color:var(--colour)}
button.danger{color:var(--bad);border-color:var(--bad);background:none}
button[disabled]{cursor:not-allowed;color:var(--quiet);background:var(--raised);border-color:var(--line)}
.buttons{display:flex;flex-wrap:wrap;gap:.625rem;align-items:center;margin:1.25rem 0 0}
.copy{display:flex;gap:.5rem;align-items:stretch;margin:0 0 .75rem}
.copy .value{flex:1;min-width:0;background:var(--raised);border:1px solid var(--line);border-radius:var(--radius,6px);padding:.5rem .625rem;user-select:all}
.copy button{display:none}
.js .copy button{display:inline-flex}
.badge{display:inline-block;font-size:.875rem;font-weight:600;border:1px solid;border-radius:1rem;padding:0 .625rem;max-width:100%}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
.notice,.alert,.warning{border:1px solid;border-radius:var(--radius,8px);padding:.75rem 1rem;margin:0 0 1.25rem}
.notice{color:var(--good);background:var(--good-ground)}
.alert{color:var(--bad);background:var(--bad-ground)}
.warning{color:var(--warn);background:var(--warn-ground)}
.notice :last-child,.alert :last-child,.warning :last-child{margin-bottom:0}
.alert a,.warning a,.notice a{color:inherit}
.scroll{overflow-x:auto}.scroll td:nth-child(n+3){min-width:7rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:start;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line)}
.card>:first-child{margin-top:0}.mark{white-space:nowrap}form+p,form+details{margin-top:1rem}.guide code{user-select:all}
.default{position:absolute;inset-inline-start:-100vw}
.guide{padding-inline-start:1.75rem}.guide li{margin:0 0 .75rem}.guide .note{list-style:none;color:var(--quiet)}.guide .choice{margin:0}
.step{display:flex;gap:.25rem 1.5rem;justify-content:space-between}.step>:first-child{min-width:0;overflow-wrap:anywhere}
.logo img{vertical-align:middle;max-width:10rem;object-fit:contain}
.about{margin:-.75rem 0 1.125rem}.about summary{display:inline-flex;list-style:none;justify-content:center;align-items:center;width:1.75rem;height:1.75rem;
border:1px solid;border-radius:50%;font-style:italic;color:var(--colour)}.about summary::-webkit-details-marker{display:none}.about p{margin:.5rem 0 0}
.steps{list-style:none;padding:0}
.steps>li{border-inline-start:3px solid var(--line);padding:.125rem 0 .75rem 1rem}
.steps>li.done{border-color:var(--good)}
.steps>li[aria-current]{border-color:var(--colour)}
dl.facts{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.375rem 1.25rem}
dl.facts dt{color:var(--quiet)}dl.facts dd{margin:0;overflow-wrap:anywhere}
details{margin:0 0 1rem}summary{cursor:pointer;font-weight:600}
@media(max-width:34rem){dl.facts{grid-template-columns:1fr}dl.facts dd{margin:0 0 .5rem}.copy,.step{flex-wrap:wrap}.copy .value{flex-basis:100%}}
@media(prefers-reduced-motion:no-preference){button,.button{transition:background .1s}}
@media(forced-colors:active){.badge,.notice,.alert,.warning{border-color:CanvasText}}
`

/** The one style sheet, with the host's choices in front. */
export function styleSheet(branding: PortalBranding): string {
  return brandingStyle(branding) + rules
}
