# The page with the widget, and signing in and out.
class SettingsController < ApplicationController
  def show
    render inline: current_user ? SIGNED_IN : SIGNED_OUT
  end

  def sign_in
    reset_session
    session[:user_id] = User.find_by(name: params[:user])&.id
    redirect_to "/", status: :see_other
  end

  def sign_out
    reset_session
    redirect_to "/", status: :see_other
  end

  def rename
    return head :unauthorized unless current_user

    current_user.company.update_columns(name: params[:name])
    head :no_content
  end

  HEAD = <<~HTML
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>Settings</title><link rel="icon" href="data:,"></head><body>
  HTML
  SIGNED_OUT = HEAD + <<~HTML
    <form method="post" action="/sign-in">
      <%= hidden_field_tag :authenticity_token, form_authenticity_token, id: nil %>
      <% User.order(:id).each do |user| %><button name="user" value="<%= user.name %>"><%= user.name %></button><% end %>
    </form></body></html>
  HTML
  SIGNED_IN = HEAD + <<~HTML
    <form method="post" action="/sign-out">
      <%= hidden_field_tag :authenticity_token, form_authenticity_token, id: nil %><button>Sign out</button>
    </form>
    <script async src="/widget/0.1.0/chakra-connect-0.1.0.js"></script>
    <chakra-whatsapp-connect backend="/api/chakra"></chakra-whatsapp-connect></body></html>
  HTML
end
