import { connect } from "@/lib/connect";

export const GET = (request: Request) => connect(request);
export const POST = GET;
