// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace mlpipe::report {

/// The page's own CSS; the charts' is in svg_chart.hpp.
inline constexpr std::string_view kPageStyle = R"(
:root{color-scheme:light dark;--paper:#fff;--ink:#22262b;--soft:#5f6871;--line:#dde1e6;
--tint:#f5f7f9;
--link:#005a9e;--note:#0072b2;--good:#007a5a;--warn:#b34700}
@media (prefers-color-scheme:dark){:root{--paper:#14181d;--ink:#e6e9ec;--soft:#a3abb3;
--line:#30373e;
--tint:#1c2228;--link:#79c0f0;--note:#56b4e9;--good:#35c49f;--warn:#f0a04b}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:924px;margin:0 auto;padding:40px 32px 64px}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 6px;letter-spacing:-.01em}
h2{font-size:1.25rem;line-height:1.3;margin:44px 0 12px;padding-top:18px;
border-top:1px solid var(--line)}
h3{font-size:1.02rem;margin:28px 0 8px}
h1,h2,h3,h4,p,li,figcaption,dd{overflow-wrap:anywhere}
p,li{max-width:72ch}p{margin:0 0 12px}ul{margin:0 0 14px;padding-left:22px}li{margin:3px 0}
a{color:var(--link)}
.subtitle{color:var(--soft);margin:0 0 18px}
nav{font-size:.86rem;margin:0 0 8px;display:flex;flex-wrap:wrap;gap:2px 16px}
nav a{text-decoration:none}nav a:hover{text-decoration:underline}
code{font:.88em ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;
background:var(--tint);
padding:1px 4px;border-radius:4px;overflow-wrap:anywhere}
pre{background:var(--tint);border:1px solid var(--line);border-radius:8px;padding:12px 14px;
overflow-x:auto;
margin:0 0 16px}pre code{background:none;padding:0;overflow-wrap:normal}
.scroll{overflow-x:auto;margin:0 0 18px}
table{border-collapse:collapse;font-size:.88rem;line-height:1.4;min-width:100%;
font-variant-numeric:tabular-nums}
caption{caption-side:top;text-align:left;color:var(--soft);padding:0 0 6px}
th,td{padding:6px 7px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{color:var(--soft);font-weight:600;vertical-align:bottom;
border-bottom:1px solid var(--soft)}
tbody th{font-weight:500}
th:first-child,td:first-child{padding-left:2px}
.r{text-align:right}.r,.k,time{white-space:nowrap}thead .r{white-space:normal}.c{text-align:center}
td code,th code{white-space:nowrap}
dl{display:grid;grid-template-columns:minmax(120px,max-content) 1fr;gap:5px 22px;margin:0 0 18px;
font-size:.92rem}
dt{color:var(--soft)}dd{margin:0;min-width:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(230px,1fr));gap:10px;
margin:0 0 20px;padding:0;
list-style:none}
.tiles li{border:1px solid var(--line);border-radius:8px;padding:10px 14px;margin:0}
.tiles span{display:block}.tiles .label,.tiles .detail{font-size:.8rem;color:var(--soft);
line-height:1.35}
.tiles .value{font-size:1.5rem;line-height:1.35;font-weight:600;font-variant-numeric:tabular-nums}
figure{margin:0 0 22px}figcaption{font-weight:600;font-size:.92rem;margin:0 0 8px}
figcaption span{display:block;font-weight:400;color:var(--soft)}
.narrow{display:none}
.spark{vertical-align:-.3em}.spark:not(.large){height:1.5em;width:auto}
.spark.large{max-width:100%;height:auto}
.spark .then{fill:var(--soft);fill-opacity:.35}.spark .now{fill:var(--note)}
.callout{border-left:4px solid var(--note);background:var(--tint);border-radius:0 8px 8px 0;
padding:12px 16px;
margin:0 0 18px}.callout p:last-child{margin:0}.callout .title{font-weight:600;margin:0 0 4px}
.good{border-color:var(--good)}.warning{border-color:var(--warn)}
.verdict .title{font-size:1.12rem}
details{border:1px solid var(--line);border-radius:8px;padding:8px 14px;margin:0 0 18px}
summary{cursor:pointer;font-weight:500}details[open] summary{margin-bottom:10px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.broad table{font-size:.82rem}.broad th,.broad td{padding:6px 5px}
@media (min-width:1150px){main>.broad{margin-left:-110px;margin-right:-110px}}
@media (max-width:640px){main{padding:22px 16px 48px}.wide{display:none}.narrow{display:block}
h1{font-size:1.4rem}dl{grid-template-columns:1fr;gap:0}dd{margin:0 0 8px}
.tiles{grid-template-columns:1fr 1fr}.tiles li{padding:8px 10px}.tiles .value{font-size:1.25rem}
th,td{padding:6px 6px}table{font-size:.84rem}.k{white-space:normal}td.k{white-space:nowrap}}
@media print{main>.broad{margin:0}main{max-width:none;padding:0}nav{display:none}h2{break-after:avoid}
figure,tr{break-inside:avoid}}
)";

}  // namespace mlpipe::report
