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
      named = request.request_parameters["pluginId"] # Of the JSON body alone.
      next render json: { code: "plugin_not_yours" }, status: :forbidden unless [nil, known].include?(named)

      status, said = ask_chakra(known ? { pluginId: known } : {
        newPluginName: tenant.name, clientReferenceId: tenant.id.to_s, clientName: tenant.name
      })
      next failed(said, 504, "chakra_timeout") if status == :late
      next failed(said, 502, "chakra_unreachable") if status == :unreachable

      token, plugin = token_from(said) if status < 300
      unless plugin
        next failed(status, *refusal(status)) unless known && says_plugin_is_gone?(status, said)

        tenant.update_columns(chakra_plugin_id: nil)
        next failed(status, 502, "plugin_not_found")
      end
      # No validation of another field may lose it.
      tenant.update_columns(chakra_plugin_id: plugin) unless known
      # Where there is a stand-in for Chakra, its SDK.
      render json: { connectToken: token, pluginId: plugin, sdkUrl: ENV["CHAKRA_SDK_URL"] }
    end
  end

  private

  def failed(how, status, code)
    logger.warn "Chakra: create-connect-token: #{how}: #{code}"
    render json: { code: code }, status: status
  end

  # Chakra says so in words only, never passed on, never logged; with any other status they are a gateway's.
  def says_plugin_is_gone?(status, text)
    return false unless [400, 404, 410].include?(status)

    complaints = JSON.parse(text).values_at("_errors", "errors", "message", "error").flatten
    complaints.map { |it| (it.is_a?(Hash) ? it["message"] : it).to_s }.any? do |words|
      words.match?(/plugin/i) && words.match?(/not found/i)
    end
  rescue JSON::ParserError, NoMethodError, TypeError
    false
  end

  # The token and its plugin; nothing where the text has none. The error would quote it.
  def token_from(text)
    token = JSON.parse(text).dig("_data", "connectToken")
    [token, JSON.parse(Base64.urlsafe_decode64(token.split(".")[1])).dig("data", "pluginId")]
  rescue JSON::ParserError, ArgumentError, NoMethodError, TypeError
    nil
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

  # Chakra's status and words; or what kept it from answering, and the error's name.
  def ask_chakra(body)
    headers = { "Authorization" => "Bearer #{ENV.fetch("CHAKRA_API_KEY").strip}", "Content-Type" => "application/json" }
    begin
      # Within the widget's 15 s.
      limits = { open_timeout: 3, write_timeout: 3, read_timeout: 6 }
      answer = Net::HTTP.start(CHAKRA.host, CHAKRA.port, use_ssl: CHAKRA.scheme == "https", **limits) do |http|
        http.post("#{CHAKRA.path.chomp("/")}/v1/ext/whatsapp-partner/create-connect-token", body.to_json, headers)
      end
      [answer.code.to_i, answer.body.to_s]
    rescue Timeout::Error => error
      [:late, error.class]
    rescue StandardError => error
      [:unreachable, error.class]
    end
  end
end
