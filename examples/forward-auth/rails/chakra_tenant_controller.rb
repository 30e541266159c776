# Who is asking, and what may they do: asked by the backend, with the request's cookie.
class ChakraTenantController < ApplicationController
  skip_before_action :authenticate_user!, raise: false # It would redirect.

  def show
    user = current_user # Yours: Devise has it, too.
    return head :unauthorized unless user

    company = user.company
    may = user.admin? ? %w[view connect disconnect] : %w[view]
    render json: { id: company.id, name: company.name, email: company.email, user: user.id, may: may }
  end
end
