# Tells the backend who is signed in, and what they may do. The backend passes on the request's cookie.
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
