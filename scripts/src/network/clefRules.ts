/** What Clef signs without asking: headers of Clique blocks, and nothing else. It may list its one account, so that Geth finds it. */
export const CLEF_RULES = `function OnSignerStartup(info) {}

function ApproveListing() {
  return "Approve";
}

function ApproveSignData(request) {
  return request.content_type === "application/x-clique-header" ? "Approve" : "Reject";
}

function ApproveTx() {
  return "Reject";
}
`;
