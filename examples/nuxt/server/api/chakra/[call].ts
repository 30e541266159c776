import { connect } from "../../utils/connect";

export default defineEventHandler((event) => connect(toWebRequest(event)));
