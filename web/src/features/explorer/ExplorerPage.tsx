import { Navigate, Route, Routes } from "react-router";
import { AccountPage } from "./AccountPage.tsx";
import { BlockPage } from "./BlockPage.tsx";
import { SearchPage } from "./SearchPage.tsx";
import { TransactionPage } from "./TransactionPage.tsx";

/** Everything that is public, down to the single event. */
export default function ExplorerPage() {
  return (
    <Routes>
      <Route path="block/:id" element={<BlockPage />} />
      <Route path="tx/:hash" element={<TransactionPage />} />
      <Route path="account/:address" element={<AccountPage />} />
      <Route path="search" element={<SearchPage />} />
      {/* Where blocks are listed and searched. */}
      <Route path="*" element={<Navigate to="/network" replace />} />
    </Routes>
  );
}
