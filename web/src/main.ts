// The live part of a report: it reads what the page carries and takes its place after the verdict.

import { mount } from "svelte";
import App from "./App.svelte";
import { module } from "./engine";
import type { Study } from "./types";

const text = (id: string) => document.getElementById(id)?.textContent ?? "";
const place = document.getElementById("live");
if (place) {
  const study = JSON.parse(text("linepack-study")) as Study;
  mount(App, { target: place, props: { study, code: module(text("linepack-engine")) } });
}
