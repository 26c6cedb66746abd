import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// One script with its styles and its worker inside: the program puts it into the report.
export default defineConfig({
  plugins: [svelte({ compilerOptions: { css: "injected" } })],
  build: {
    target: "es2022",
    emptyOutDir: false,
    lib: { entry: "src/main.ts", formats: ["es"], fileName: () => "page.js" },
  },
});
