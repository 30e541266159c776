# Starts the app: `puma --port 3000 config.ru`.
require_relative "app"
require_relative "settings_controller"
require_relative "chakra_tenant_controller"

App.initialize!

unless ActiveRecord::Base.connection.table_exists?(:users)
  ActiveRecord::Schema.define do
    create_table(:companies) { |table| table.string :name; table.string :email }
    create_table(:users) { |table| table.string :name; table.boolean :admin; table.references :company }
  end
  acme = Company.create!(name: "Acme", email: "acme@example.com")
  birch = Company.create!(name: "Birch", email: "birch@example.com")
  User.create!([{ name: "acme-admin", admin: true, company: acme },
                { name: "acme-viewer", admin: false, company: acme },
                { name: "birch-admin", admin: true, company: birch }])
end

run App
