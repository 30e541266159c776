import { connect } from "../../../../lib/server/connect";

export const GET = ({ request }: { request: Request }) => connect(request);
export const POST = GET;
// For `allowedOrigins`: a browser's preflights.
export const OPTIONS = GET;
