import type { APIRoute } from "astro";
import { connect } from "../../../lib/connect";

export const prerender = false;
export const ALL: APIRoute = ({ request }) => connect(request);
