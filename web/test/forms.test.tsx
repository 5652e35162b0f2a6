// @vitest-environment jsdom
import { encodeErrorResult } from "viem";
import { errorAbi, parseEnt, parseEur } from "@powerchain/sdk";
import { afterEach, describe, expect, it } from "vitest";
import { MintForm } from "../src/features/banker/MintForm.tsx";
import { ReserveForm } from "../src/features/banker/ReserveForm.tsx";
import { ContactForm } from "../src/features/names/ContactForm.tsx";
import { SendForm } from "../src/features/tokens/SendForm.tsx";
import { NameForm } from "../src/shared/names/NameForm.tsx";
import { useWho } from "../src/shared/wallet/useWho.ts";
import { ann, bob, leave, show } from "./panel.tsx";

afterEach(leave);

function Send() {
  return <SendForm who={useWho()} />;
}

/** Bob's address with another digit in its middle. */
const almostBob = `${bob.address.slice(0, 20)}0${bob.address.slice(21)}`.toLowerCase();

describe("sending", () => {
  describe("given an amount and a neighbour", () => {
    it("says in words what would happen, with the balance before and after", async () => {
      const panel = await show(<Send />, ann, { balances: { entAvailable: parseEnt("2") } });
      await panel.type("To", bob.address);
      await panel.type("Amount", "0,5");
      await panel.press("Review");
      const review = await panel.review();
      expect(review).toContain("You send 0.500\u00a0ENT to Bob.");
      expect(review).toContain("Your ENT, available: 2.000\u00a0ENT > 1.500\u00a0ENT");
    });
  });

  describe("given what is no amount or no address", () => {
    it("says so beside each field, and asks the node nothing", async () => {
      const panel = await show(<Send />, ann);
      await panel.type("To", "0x12");
      await panel.type("Amount", "two");
      await panel.press("Review");
      await panel.says("This is not an address");
      await panel.says("This is not a number");
      expect(panel.field("Amount").getAttribute("aria-invalid")).toBe("true");
    });
  });

  describe("given an address that only looks like a neighbour's", () => {
    it("warns in the field and in the review", async () => {
      const panel = await show(<Send />, ann, { balances: { entAvailable: parseEnt("2") } });
      await panel.type("To", almostBob);
      await panel.says("this address only looks like the one of Bob");
      await panel.type("Amount", "1");
      await panel.press("Review");
      expect(await panel.review()).toContain("only looks like the one of Bob");
    });
  });

  describe("when the contract would refuse", () => {
    it("says why beside the field that caused it", async () => {
      const args = [ann.address, parseEnt("0.1"), parseEnt("3")] as const;
      const reverts = encodeErrorResult({ abi: errorAbi, errorName: "LedgerInsufficientEnt", args });
      const panel = await show(<Send />, ann, { reverts });
      await panel.type("To", bob.address);
      await panel.type("Amount", "3");
      await panel.press("Review");
      await panel.says("Ann has");
      expect(panel.field("Amount").getAttribute("aria-invalid")).toBe("true");
      expect(document.querySelector("[data-plan]")).toBeNull();
    });
  });

  describe("in Greek", () => {
    it("takes and shows numbers with a comma", async () => {
      const panel = await show(<Send />, ann, { balances: { entAvailable: parseEnt("2") } }, "el");
      await panel.type("Προς", bob.address);
      await panel.type("Ποσό", "0,25");
      await panel.press("Έλεγχος");
      expect(await panel.review()).toContain("0,250\u00a0ENT");
    });
  });
});

describe("minting", () => {
  it("wants the reference of the bank transfer", async () => {
    const panel = await show(<MintForm />, bob);
    await panel.type("Who paid", ann.address);
    await panel.type("Amount", "10");
    await panel.press("Review");
    await panel.says("Give the reference under which the bank shows the payment.");
  });

  it("shows what is left of the day's cap afterwards", async () => {
    const api = { "/bank": { leftTodayEur: parseEur("100").toString() } };
    const panel = await show(<MintForm />, bob, { api });
    await panel.type("Who paid", ann.address);
    await panel.type("Amount", "10");
    await panel.type("Reference of the bank transfer", "RF18");
    await panel.press("Review");
    expect(await panel.review()).toContain("Left to mint today: 100.00\u00a0EUR > 90.00\u00a0EUR");
  });
});

describe("stating the reserve", () => {
  it("sends the sum in the euro's smallest units, with the note", async () => {
    const panel = await show(<ReserveForm />, bob);
    await panel.press("State it");
    await panel.says("Please fill this in.");
    expect(panel.sent).toEqual([]);
    await panel.type("Held at the bank", "1234.5");
    await panel.type("Note", " Bank of Attica ");
    await panel.press("State it");
    await panel.says("Stated: 1");
    expect(panel.sent).toEqual([
      {
        method: "PUT",
        path: "/bank/reserve",
        body: { statedEur: parseEur("1234.5").toString(), note: "Bank of Attica" },
      },
    ]);
  });

  it("says what the server said when it refuses, and keeps what was typed", async () => {
    const refusal = Response.json(
      { title: "Forbidden", detail: "Only the banker states the reserve.", hint: "Sign in as the banker." },
      { status: 403 },
    );
    const panel = await show(<ReserveForm />, ann, { api: { "PUT /bank/reserve": refusal } });
    await panel.type("Held at the bank", "5");
    await panel.press("State it");
    await panel.says("Only the banker states the reserve. Sign in as the banker.");
    expect(panel.field("Held at the bank").value).toBe("5");
  });
});

describe("a name", () => {
  it("that somebody has already is refused beside the field", async () => {
    const taken = Response.json({ title: "Conflict", detail: "taken" }, { status: 409 });
    const path = `PUT /accounts/${ann.address.toLowerCase()}/label`;
    const form = <NameForm address={ann.address} current={undefined} label="Name" />;
    const panel = await show(form, ann, { api: { [path]: taken } });
    await panel.type("Name", "Bob");
    await panel.press("Save");
    await panel.says("Somebody goes by this name already.");
    expect(panel.field("Name").getAttribute("aria-invalid")).toBe("true");
  });

  it("with a sign that could be taken for markup is not sent", async () => {
    const panel = await show(<NameForm address={ann.address} current={undefined} label="Name" />, ann);
    await panel.type("Name", "<b>Ann");
    await panel.press("Save");
    await panel.says("A name has no <, > or control characters.");
    expect(panel.sent).toEqual([]);
  });
});

describe("an entry of the address book", () => {
  it("is sent with its name, and without a note when there is none", async () => {
    const panel = await show(<ContactForm edited={undefined} onDone={() => undefined} />, ann);
    await panel.type("Address", bob.address);
    await panel.type("Name for it", "Uncle Bob");
    await panel.press("Save");
    await panel.until(() => panel.field("Name for it").value === "", "an empty form");
    expect(panel.sent).toEqual([
      { method: "PUT", path: `/address-book/${bob.address.toLowerCase()}`, body: { name: "Uncle Bob" } },
    ]);
  });
});
