/** The sign of PowerChain: a sun over a battery's terminal. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect x="2" y="2" width="28" height="28" rx="9" fill="var(--pc-sun-fill)" />
      <path d="M17.6 5.5 8.8 17.6h6l-1.2 8.9 9.2-12.6h-6.2z" fill="#1a212b" />
    </svg>
  );
}
