import { lazy, type ReactNode } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import HomePage from "../features/home/HomePage.tsx";
import { Shell } from "./shell/Shell.tsx";

const TokensPage = lazy(() => import("../features/tokens/TokensPage.tsx"));
const EnergyPage = lazy(() => import("../features/energy/EnergyPage.tsx"));
const MarketPage = lazy(() => import("../features/market/MarketPage.tsx"));
const VotingPage = lazy(() => import("../features/voting/VotingPage.tsx"));
const BankerPage = lazy(() => import("../features/banker/BankerPage.tsx"));
const NetworkPage = lazy(() => import("../features/network/NetworkPage.tsx"));
const ExplorerPage = lazy(() => import("../features/explorer/ExplorerPage.tsx"));
const ProviderPage = lazy(() => import("../features/provider/ProviderPage.tsx"));
const NamesPage = lazy(() => import("../features/names/NamesPage.tsx"));
const JoinPage = lazy(() => import("../features/join/JoinPage.tsx"));
const MorePage = lazy(() => import("./shell/MorePage.tsx"));

/** Home comes with the first load; every other section when it is opened. */
export function App(): ReactNode {
  return (
    <BrowserRouter>
      <Routes>
        <Route element={<Shell />}>
          <Route index element={<HomePage />} />
          <Route path="tokens" element={<TokensPage />} />
          <Route path="energy" element={<EnergyPage />} />
          <Route path="market" element={<MarketPage />} />
          <Route path="voting" element={<VotingPage />} />
          <Route path="banker" element={<BankerPage />} />
          <Route path="network" element={<NetworkPage />} />
          <Route path="explorer/*" element={<ExplorerPage />} />
          <Route path="provider" element={<ProviderPage />} />
          <Route path="names" element={<NamesPage />} />
          <Route path="join" element={<JoinPage />} />
          <Route path="more" element={<MorePage />} />
          <Route path="*" element={<Navigate to="/" replace />} />
        </Route>
      </Routes>
    </BrowserRouter>
  );
}
