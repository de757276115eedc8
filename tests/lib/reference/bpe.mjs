// Reference ids for lib/bpe: texts and their GPT-2 tokens, from two independent implementations.
//   npm install tiktoken@1.0.22 gpt-3-encoder@1.1.4 && node bpe.mjs >bpe.tsv
// tiktoken is OpenAI's own (Rust); gpt-3-encoder a port to JavaScript of GPT-2's encoder.py. They must agree, but for
// texts with U+0085 or U+FEFF: JavaScript's \s does not count the first as a blank and counts the second.
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/");
const tiktoken = require("tiktoken").get_encoding("r50k_base");
const port = require("gpt-3-encoder");

const texts = [
  "", "a", " ", "\n", "Hello, world!", "Hello world", " Hello", "hello  world", "hello   world  ", "\n\n\n  x", "a \n b",
  "In the beginning God created the heaven and the earth.",
  "And God said, Let there be light: and there was light.\n",
  "It's I'm you're we've they'll he'd can't IT'S CAN'T 'tis ''s 'sss 're've",
  "The naïve café's façade cost £3.50 (≈ €4) — “quite” a ‘bargain’…",
  "Donaudampfschifffahrtsgesellschaftskapitän, größer, Straße, ẞ",
  "1 12 123 1234 12345 123456 1234567 1,234,567.89 0.1+0.2=0.30000000000000004 1e-7 0xDEADBEEF",
  "2023-11-23T23:19:19Z, 192.168.0.1:8080, +49 (30) 901820",
  "½ ² Ⅷ ٣٤٥ १२३ ๑๒ 〇一二 ①", "x² + y² = z², 10⁻³, ∑∫√∞ ≠ ≤ ±",
  "int main(void)\n{\n\treturn 0; /* done */\n}\n",
  "for (int i = 0; i < n; i++) {\n        sum += x[i] * w[i];\n    }\n",
  "#include <stdio.h>\r\n\r\nint x=0;\r\n", "if __name__ == \"__main__\":\n    print(f\"{x!r:>10}\")\n",
  "<html><body class=\"a\">&nbsp;</body></html>", "{\"key\": [1, 2.5, null, true], \"k\\n\": \"\\u0041\"}",
  "https://example.org/a/b?c=d&e=%20f#g user@example.org C:\\Windows\\System32", "SELECT * FROM t WHERE a='b''c';--",
  "snake_case camelCase SCREAMING_SNAKE kebab-case x1y2z3 __init__ a.b->c::d", "==== ---- **** //// ~~~~ !!!!!!!!",
  "-".repeat(200), "=".repeat(77), "a".repeat(300), "ab".repeat(333), "the".repeat(50), " ".repeat(100) + "x", "\t".repeat(40),
  "\n".repeat(65), " \n".repeat(20), "abc".repeat(400) + "d", "Z".repeat(1025), "0".repeat(700), "ha".repeat(400),
  "<|endoftext|>", "a<|endoftext|>b", "<|endoftext|><|endoftext|>",
  "太初,道与神同在,道就是神。", "起初，神创造天地。地是空虚混沌，渊面黑暗；", "我能吞下玻璃而不伤身体。",
  "初めに、神は天地を創造された。カタカナ ひらがな", "태초에 하나님이 천지를 창조하시니라", "В начале сотворил Бог небо и землю.",
  "Ἐν ἀρχῇ ἦν ὁ λόγος", "בְּרֵאשִׁית בָּרָא אֱלֹהִים", "فِي الْبَدْءِ خَلَقَ اللهُ السَّمَاوَاتِ وَالأَرْضَ", "आदि में परमेश्वर ने आकाश और पृथ्वी की सृष्टि की।",
  "ในเริ่มแรกนั้นพระเจ้าทรงเนรมิตสร้างฟ้าและแผ่นดินโลก", "Ban đầu Đức Chúa Trời dựng nên trời đất.", "ꦗꦮ ᏣᎳᎩ ⴰⵎⴰⵣⵉⵖ 𐌲𐌿𐍄𐌹𐍃𐌺 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𒀭",
  "😀", "🙂🙃 😂😂😂 ok👍", "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇫🇷 👋🏽 1️⃣ ❤️", "I ❤️ C, she said 🤷🏽‍♀️.", "🜀🀄🂡",
  "e\u0301 vs \u00e9, n\u0303, a\u0308\u0323, \u1100\u1161", "\u200b\u200c\u200d\u2060 zero\u200bwidth", "soft\u00adhyphen",
  "a\u00a0b\u2003c\u3000d\u2028e\u2029f\u1680g\u202fh\u205fi", "\u00a0\u00a0x \u00a0 y\u3000\u3000", "mongolian\u180evowel \u180e separator",
  "next\u0085line \u0085 \u0085\u0085x", "\ufeffbom \ufeff x", "\u0000", "a\u0000b\u0001\u001f\u007f", "tab\tvt\u000bff\u000ccr\r x\u001cy\u001dz\u001e\u001f",
  "\u0378 \uffff \ufffe \u{10ffff} \u{e000} \ufffd", "\u{1f9ff}\u{e0001}\u{e0020}", "ﬁ ﬂ Ａｂｃ １２３ ｱｲｳ", "ǅ ʰ ª º ⅓ 々 〆",
];
// Every character of a byte or two, and random mixtures, always the same.
for (let from = 0; from < 0x800; from += 64)
  texts.push(Array.from({ length: 64 }, (_, i) => String.fromCodePoint(from + i)).join(from % 128 ? "" : " "));
let state = 1;
const random = (n) => { state = (state * 48271) % 0x7fffffff; return state % n; };
const parts = ["the", "Lord", "'s", "'re", "'", " ", "  ", "\n", "\t", "\r\n", "1", "42", "ß", "é", "中", "文", "😀", "\u200d", "\u0301", "\u00a0", "\u3000",
  ".", ",", "...", "(", "_", "-", "x", "Z", "٣", "½", "Я", "ה", "ก", "ing", "tion", " a", " (", "\u2028", "'ll", "'LL", "#"];
for (let k = 0; k < Number(process.argv[2] || 60); k++)
  texts.push(Array.from({ length: 1 + random(40) }, () => parts[random(parts.length)]).join(""));

// \xHH for the bytes of what cannot be seen; a backslash is \\.
const escape = (text) => text.replace(/\\/g, "\\\\").replace(/[\p{C}\p{Z}\p{M}]/gu, (c) => c === " " ? c :
  Array.from(Buffer.from(c), (b) => "\\x" + b.toString(16).padStart(2, "0")).join(""));
for (const text of texts) {
  const ids = Array.from(tiktoken.encode_ordinary(text));
  if (!/[\u0085\ufeff]/.test(text) && ids.join() !== port.encode(text).join())
    throw new Error("the references disagree: " + JSON.stringify(text));
  console.log(escape(text) + "\t" + ids.join(" "));
}
