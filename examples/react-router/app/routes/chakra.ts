import { connect } from "../connect.server";

export const loader = ({ request }: { request: Request }) => connect(request);
export const action = loader;
