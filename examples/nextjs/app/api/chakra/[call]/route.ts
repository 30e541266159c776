import { connect } from "@/lib/connect";

export const GET = (request: Request) => connect(request);
export const POST = GET;
// For `allowedOrigins`: a browser's preflights.
export const OPTIONS = GET;
