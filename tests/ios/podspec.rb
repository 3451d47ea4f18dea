# Evaluates the podspec given as the only argument without CocoaPods, and prints what it sets as JSON.
# Only CocoaPods' own attributes are taken, with values of the kinds that it takes.
require 'json'

module Pod
  LICENSE = %w[type file text].freeze
  SOURCE = %w[git tag branch commit submodules http sha256 path].freeze

  # Attribute => the kinds of value that CocoaPods' reference gives for it.
  ATTRIBUTES = {
    'authors' => [String, Array, Hash],
    'compiler_flags' => [String, Array],
    'cocoapods_version' => [String],
    'description' => [String],
    'documentation_url' => [String],
    'exclude_files' => [String, Array],
    'frameworks' => [String, Array],
    'header_dir' => [String],
    'header_mappings_dir' => [String],
    'homepage' => [String],
    'libraries' => [String, Array],
    'license' => [String, Hash],
    'module_map' => [String],
    'module_name' => [String],
    'name' => [String],
    'pod_target_xcconfig' => [Hash],
    'preserve_paths' => [String, Array],
    'private_header_files' => [String, Array],
    'public_header_files' => [String, Array],
    'requires_arc' => [true, false, String, Array],
    'resource_bundles' => [Hash],
    'resources' => [String, Array],
    'source' => [Hash],
    'source_files' => [String, Array],
    'static_framework' => [true, false],
    'summary' => [String],
    'swift_versions' => [String, Array],
    'user_target_xcconfig' => [Hash],
    'vendored_frameworks' => [String, Array],
    'vendored_libraries' => [String, Array],
    'version' => [String],
    'weak_frameworks' => [String, Array]
  }.freeze
  FOR_A_PLATFORM = { 'deployment_target' => [String] }.freeze

  # Takes assignments of known attributes, each once.
  class Attributes
    def initialize(into, known, prefix = '')
      @into = into
      @known = known
      @prefix = prefix
    end

    def method_missing(name, *values)
      attribute = name.to_s.delete_suffix('=')
      kinds = @known[attribute]
      raise NoMethodError, "a podspec has no attribute '#{@prefix}#{attribute}'" unless kinds && name.end_with?('=')
      raise ArgumentError, "#{@prefix}#{attribute} is set twice" if @into.key?(@prefix + attribute)

      value = values.fetch(0)
      raise TypeError, "#{@prefix}#{attribute} is no #{value.inspect}" unless kinds.any? { |kind| kind === value }

      @into[@prefix + attribute] = value
    end

    def respond_to_missing?(*)
      true
    end
  end

  # The whole specification, with what is no plain assignment.
  class Spec < Attributes
    def initialize
      @set = { 'dependencies' => {} }
      super(@set, ATTRIBUTES)
      yield self
      check
      puts JSON.generate(@set)
    end

    def ios
      Attributes.new(@set, FOR_A_PLATFORM, 'ios.')
    end

    def dependency(name, *requirements)
      raise TypeError, 'a dependency is a name and versions' unless [name, *requirements].all?(String)

      @set['dependencies'][name] = requirements
    end

    private

    def check
      keys('license', LICENSE) if @set['license'].is_a?(Hash)
      keys('source', SOURCE)
      %w[pod_target_xcconfig user_target_xcconfig].each do |name|
        @set.fetch(name, {}).each do |setting, value|
          raise ArgumentError, "#{name} has #{setting}" unless setting =~ /\A[A-Z_]+(\[sdk=\w+\*\])?\z/ && value.is_a?(String)
        end
      end
    end

    def keys(name, known)
      unknown = @set.fetch(name).keys.map(&:to_s) - known
      raise ArgumentError, "#{name} has no #{unknown.join(', ')}" unless unknown.empty?
    end
  end
end

load ARGV.fetch(0)
