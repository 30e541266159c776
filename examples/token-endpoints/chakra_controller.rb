# POST /connect-token for Rails: the key stays here, the tenant comes from the session.
require "base64"
require "net/http"

class ChakraController < ApplicationController
  CHAKRA = URI(ENV.fetch("CHAKRA_API_URL", "https://api.chakrahq.com"))

  def connect_token
    tenant = current_user&.company # Yours: never from the body. A text column `chakra_plugin_id`.
    return render json: { code: "unauthorized" }, status: :unauthorized unless tenant

    response.headers["Cache-Control"] = "no-store"
    tenant.with_lock do # Two first calls at once make one plugin.
      known = tenant.chakra_plugin_id
      named = params[:pluginId]
      next render json: { code: "plugin_not_yours" }, status: :forbidden if named.present? && named != known

      answer = ask_chakra(known ? { pluginId: known } : {
        newPluginName: tenant.name, clientReferenceId: tenant.id.to_s, clientName: tenant.name
      })
      token = JSON.parse(answer.body).dig("_data", "connectToken") if answer.is_a?(Net::HTTPSuccess)
      unless token
        # Chakra's words are never passed on, never logged.
        gone = known && answer.body.match?(/plugin/i) && answer.body.match?(/not found/i)
        tenant.update!(chakra_plugin_id: nil) if gone
        next render json: { code: gone ? "plugin_not_found" : "chakra_refused" }, status: :bad_gateway
      end
      plugin = JSON.parse(Base64.urlsafe_decode64(token.split(".")[1])).dig("data", "pluginId")
      tenant.update!(chakra_plugin_id: plugin) unless known
      render json: { connectToken: token, pluginId: plugin }
    end
  end

  private

  def ask_chakra(body)
    Net::HTTP.start(CHAKRA.host, CHAKRA.port, use_ssl: CHAKRA.scheme == "https", open_timeout: 5, read_timeout: 10) do |http|
      headers = { "Authorization" => "Bearer #{ENV.fetch("CHAKRA_API_KEY")}", "Content-Type" => "application/json" }
      http.post("/v1/ext/whatsapp-partner/create-connect-token", body.to_json, headers)
    end
  end
end
