import Link from "next/link";
import type { ReactNode } from "react";

export const metadata = { title: "Next.js", icons: "data:," };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <nav>
          <Link href="/">WhatsApp</Link> <Link href="/other">Other</Link>
        </nav>
        {children}
      </body>
    </html>
  );
}
