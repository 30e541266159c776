import { connect } from "../../../../lib/server/connect";

export const GET = ({ request }: { request: Request }) => connect(request);
export const POST = GET;
