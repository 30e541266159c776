# POST /connect-token for Rails: the key stays here, the tenant comes from the session.
require "base64"
require "net/http"

class ChakraController < ApplicationController
  CHAKRA = URI(ENV.fetch("CHAKRA_API_URL", "https://api.chakrahq.com"))

  def connect_token
    response.headers["Cache-Control"] = "no-store"
    tenant = current_user&.company # Yours: never from the body. A text column `chakra_plugin_id`.
    return render json: { code: "unauthorized" }, status: :unauthorized unless tenant

    tenant.with_lock do # Two first calls at once make one plugin.
      known = tenant.chakra_plugin_id
      named = params[:pluginId]
      next render json: { code: "plugin_not_yours" }, status: :forbidden if named.present? && named != known

      answer = ask_chakra(known ? { pluginId: known } : {
        newPluginName: tenant.name, clientReferenceId: tenant.id.to_s, clientName: tenant.name
      })
      token = parsed(answer.body).dig("_data", "connectToken") if answer.is_a?(Net::HTTPSuccess)
      unless token
        # Chakra's words are never passed on, never logged.
        gone = known && answer.body.match?(/plugin/i) && answer.body.match?(/not found/i)
        tenant.update!(chakra_plugin_id: nil) if gone
        status, code = gone ? [502, "plugin_not_found"] : refusal(answer.code.to_i)
        logger.warn "Chakra: create-connect-token: #{answer.code}: #{code}"
        next render json: { code: code }, status: status
      end
      plugin = JSON.parse(Base64.urlsafe_decode64(token.split(".")[1])).dig("data", "pluginId")
      tenant.update!(chakra_plugin_id: plugin) unless known
      # Where there is a stand-in for Chakra, its SDK.
      render json: { connectToken: token, pluginId: plugin, sdkUrl: ENV["CHAKRA_SDK_URL"] }
    end
  end

  private

  def parsed(text)
    JSON.parse(text)
  rescue JSON::ParserError
    {} # The error would quote it.
  end

  # What the browser is told: a code, never Chakra's words.
  def refusal(status)
    case status
    when 401, 403 then [502, "chakra_unauthorized"]
    when 429 then [429, "chakra_rate_limited"]
    when (500..) then [503, "chakra_unavailable"]
    else [502, status < 300 ? "chakra_bad_answer" : "chakra_refused"]
    end
  end

  def ask_chakra(body)
    Net::HTTP.start(CHAKRA.host, CHAKRA.port, use_ssl: CHAKRA.scheme == "https", open_timeout: 5, read_timeout: 10) do |http|
      headers = { "Authorization" => "Bearer #{ENV.fetch("CHAKRA_API_KEY")}", "Content-Type" => "application/json" }
      http.post("/v1/ext/whatsapp-partner/create-connect-token", body.to_json, headers)
    end
  end
end
