import { request as httpRequest } from "node:http";
import { afterEach, expect, it } from "vitest";
import { serveLive, type LiveServer } from "./live-server.ts";

let server: LiveServer | undefined;
afterEach(() => server?.close());

const ask = (headers: Record<string, string>, path = "/", method = "GET") =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const { port } = new URL(server!.url);
    httpRequest({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    })
      .on("error", reject)
      .end();
  });
const host = () => new URL(server!.url).host;

it("answers only its own page", async () => {
  server = await serveLive({ render: () => Promise.resolve("the page"), port: 0, pause: 10 });
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(await ask({ host: host() })).toEqual({ status: 200, text: "the page" });
  expect((await ask({ host: "evil.example" })).status).toBe(403);
  expect((await ask({ host: host(), origin: "https://evil.example" })).status).toBe(403);
  expect((await ask({ host: host(), origin: `http://${host()}` })).status).toBe(200);
  expect((await ask({ host: host() }, "/", "POST")).status).toBe(405);
  expect((await ask({ host: host() }, "/../../etc/passwd")).status).toBe(404);
});

it("re-renders only after an update, and survives a run that can't be read", async () => {
  let renders = 0;
  let broken = true;
  const render = () => {
    renders++;
    return broken ? Promise.reject(new Error("no run yet")) : Promise.resolve(`page ${renders}`);
  };
  server = await serveLive({ render, port: 0, pause: 10 });
  expect((await ask({ host: host() })).status).toBe(503);
  broken = false;
  expect((await ask({ host: host() })).text).toBe("page 2");
  expect((await ask({ host: host() })).text).toBe("page 2");
  server.update();
  expect((await ask({ host: host() })).text).toBe("page 3");
});

it("notifies listeners of news, once for many updates, and of the end", async () => {
  server = await serveLive({ render: () => Promise.resolve(""), port: 0, pause: 20 });
  // Its head has arrived: from here on it listens, however busy the machine is.
  const { body } = await fetch(new URL("/events", server.url));
  for (let i = 0; i < 5; i++) server.update();
  let told = "";
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    told += piece.value;
    if (told.includes("event: changed")) await server.close();
  }
  expect(told.match(/^event: .*$/gm)).toEqual(["event: changed", "event: over"]);
  server = undefined;
});
