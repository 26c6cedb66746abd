// The messages of the live page: every language has every sentence, with the same values in it, and each is used.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const source = new URL("../../web/src/", import.meta.url);
const read = (name) => readFileSync(new URL(name, source), "utf8");
const languages = ["en", "uk", "ru", "zh"].map((tag) => [tag, JSON.parse(read(`messages/${tag}.json`))]);
const code = readdirSync(source).filter((name) => /\.(ts|svelte)$/.test(name)).map(read).join("\n");
const values = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test("every language has every message, with the same values", () => {
  const [, english] = languages[0];
  for (const [tag, messages] of languages) {
    assert.deepEqual(Object.keys(messages).sort(), Object.keys(english).sort(), tag);
    for (const [word, text] of Object.entries(messages)) {
      assert.ok(text.trim(), `${tag} ${word} is empty`);
      assert.deepEqual(values(text), values(english[word]), `${tag} ${word}`);
    }
  }
});

test("every message is used, and every input and figure that is offered has one", () => {
  const [, english] = languages[0];
  const quoted = new Set([...code.matchAll(/["'`]([\w.]+)["'`]/g)].map((match) => match[1]));
  for (const word of Object.keys(english)) {
    const bare = word.replace(/^(input|figure)\./, "");
    assert.ok(quoted.has(bare), `${word} is never said`);
  }
  const offered = [...read("choice.ts").matchAll(/"([a-z]+\.[\w.]+)"/g)].map((match) => match[1]);
  for (const id of offered) assert.ok(english[`input.${id}`] ?? english[`figure.${id}`], `${id} has no name`);
});
