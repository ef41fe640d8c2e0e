// Opens pages in Chromium and says what happened. Standard input: {"browser": …, "axe": …, "visits": [{"file", "width",
// "scheme", "axe", "shot", "pdf"}]}; standard output: for each visit what ran, what was asked of the network, what is in
// the document that could run or load anything, and what axe-core finds.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const asked = JSON.parse(readFileSync(0, "utf8"));
const quiet = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
  "disable-component-update", "disable-sync"].map((name) => `--${name}`);

const patience = 300_000; // milliseconds: the machine may be busy

function suspects() {
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    if (["script", "iframe", "frame", "object", "embed", "link", "base", "form", "img", "image", "audio", "video", "source",
      "foreignObject", "use", "animate", "set", "template", "portal"].includes(name)) found.push(name);
    for (const { name: attribute, value } of element.attributes) {
      if (/^on|^style$|^src|^srcset$|^data$|^action$|^formaction$|^ping$|^xlink:/i.test(attribute)) found.push(`${name} ${attribute}`);
      if (/href$/i.test(attribute) && !value.startsWith("#")) found.push(`${name} ${attribute}=${value}`);
    }
  }
  return found;
}

async function visit(browser, { file, width = 1280, scheme = "light", axe = false, shot, pdf, clicks = [] }) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  page.setDefaultTimeout(patience);
  const happened = { dialogs: [], requests: [], console: [], errors: [] };
  page.on("dialog", (dialog) => { happened.dialogs.push(dialog.message()); dialog.dismiss(); });
  page.on("request", (request) => happened.requests.push(request.url()));
  page.on("console", (message) => happened.console.push(message.text()));
  page.on("pageerror", (error) => happened.errors.push(String(error)));
  const url = pathToFileURL(file).href;
  await page.goto(url, { waitUntil: "load" });
  for (const label of clicks) await page.getByLabel(label).first().click();
  const result = {
    elements: await page.evaluate(() => document.querySelectorAll("*").length),
    suspects: await page.evaluate(suspects),
    ran: await page.evaluate(() => window.ran ?? null),
    overflow: await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    findings: await page.evaluate(() => [...document.querySelectorAll(".finding")].filter((one) => one.offsetParent).length),
    violations: [],
  };
  if (axe) {
    await page.evaluate(readFileSync(asked.axe, "utf8"));
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    result.violations = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
  }
  if (shot) await page.screenshot({ path: shot, fullPage: true });
  if (pdf) await page.pdf({ path: pdf, preferCSSPageSize: true });
  await page.close();
  return { ...result, ...happened, requests: happened.requests.filter((one) => one !== url) };
}

const browser = await chromium.launch({ executablePath: asked.browser, args: quiet, timeout: patience });
try {
  const results = [];
  for (const each of asked.visits) results.push(await visit(browser, each));
  process.stdout.write(JSON.stringify(results));
} finally {
  await browser.close();
}
