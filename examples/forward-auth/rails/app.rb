# An app with sessions of its own: users of two companies, in SQLite.
require "rails"
require "action_controller/railtie"
require "active_record/railtie"
require "logger"

class App < Rails::Application
  config.load_defaults 6.1
  config.root = __dir__
  config.eager_load = false
  config.consider_all_requests_local = false
  config.secret_key_base = ENV["SECRET_KEY"] || SecureRandom.hex(64)
  config.session_store :cookie_store, key: "session"
  config.logger = Logger.new($stdout)

  routes.append do
    root to: "settings#show"
    post "/sign-in", to: "settings#sign_in"
    post "/sign-out", to: "settings#sign_out"
    post "/company", to: "settings#rename"
    get "/internal/chakra-tenant", to: "chakra_tenant#show"
  end
end

class Company < ActiveRecord::Base
  has_many :users
  # Newer than the rows: not all of them pass.
  validates :email, presence: true
end

class User < ActiveRecord::Base
  belongs_to :company
end

class ApplicationController < ActionController::Base
  protect_from_forgery with: :exception

  private

  def current_user
    @current_user ||= User.find_by(id: session[:user_id])
  end
end
