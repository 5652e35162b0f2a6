/** Reverse domain name under which the demo wallet announces itself. */
export const DEMO_RDNS = "community.powerchain.demo";
